import { computed, signal } from '@preact/signals';
import { api } from '../api/client.ts';
import type { Me, Mailbox, PersonRow } from '../api/types.ts';

/** Who is signed in; null until the server said so. */
export const me = signal<Me | null>(null);
export const people = signal<PersonRow[]>([]);
export const mailboxes = signal<Mailbox[]>([]);

export const mayDecide = computed(() => me.value !== null && me.value.role !== 'viewer');
export const isAdmin = computed(() => me.value?.role === 'admin');

/** Reads who is signed in, whom reviews can be given to and which mailboxes there are. Faults leave what was known. */
export async function loadMe(): Promise<void> {
  const [who, persons, boxes] = await Promise.allSettled([
    api<Me>('GET', '/api/me'),
    api<{ people: PersonRow[] }>('GET', '/api/people'),
    api<{ mailboxes: Mailbox[] }>('GET', '/api/mailboxes'),
  ]);
  if (who.status === 'fulfilled') me.value = who.value;
  if (persons.status === 'fulfilled') people.value = persons.value.people;
  if (boxes.status === 'fulfilled') mailboxes.value = boxes.value.mailboxes;
}

/** Whether what people make of drafts of a mailbox is kept to learn from. */
export function learnsFrom(grantId: string): boolean {
  return mailboxes.value.some((mailbox) => mailbox.grant_id === grantId && mailbox.learn);
}

/** A person's name for their id, as far as it is known; "you" is for the caller to say. */
export function nameOfPerson(id: string): string {
  if (id === me.value?.id) return me.value.name;
  return people.value.find((person) => person.id === id)?.name ?? parts[id] ?? id;
}

/** Those that act and are nobody. */
const parts: Readonly<Record<string, string>> = {
  api: 'The API',
  inreply: 'Inreply',
  mail_client: 'Somebody in a mail client',
  token: 'The API token',
};

/** The address of a mailbox, or its grant id where it is not known. */
export function mailboxName(grantId: string): string {
  return mailboxes.value.find((mailbox) => mailbox.grant_id === grantId)?.address ?? grantId;
}
