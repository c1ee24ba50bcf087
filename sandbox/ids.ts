import { randomBytes, randomUUID } from 'node:crypto';

/** An opaque id, random, so that no two starts of the sandbox ever share one. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** A random UUID, as Nylas uses for requests and grants. */
export function newUuid(): string {
  return randomUUID();
}

/** A fresh RFC 5322 Message-ID in the domain of `address`, angle brackets included. */
export function newMessageId(address: string): string {
  return `<${randomBytes(12).toString('hex')}@${domainOf(address)}>`;
}

/** What stands behind the last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
