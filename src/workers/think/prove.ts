import { createHash } from 'node:crypto';
import { CODE_LIVES_MS, codeDigest, standingOf } from '#agent/tools/challenge.ts';
import { composeCodeMail } from '#agent/tools/code-mail.ts';
import { codeWords } from '#agent/tools/code-words.ts';
import type { Challenge } from '#domain/challenge.ts';
import type { Classification, Reason } from '#domain/decision.ts';
import { sameAddress } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';
import type { Tool } from '#domain/tools-config.ts';
import { TransientError } from '#errors.ts';
import { keepChallenge } from '#store/challenges.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from '#workers/answer.ts';
import type { Deps } from '#workers/deps.ts';
import { challengeName, type CodeFacts, senderAddress } from './codes.ts';

export type Proof =
  /** The sender has the address on file. `justNow`: with this mail. */
  | { kind: 'proven'; address: string | null; justNow: boolean }
  /** What the sender is answered instead, in words that code wrote. */
  | { kind: 'asked'; body: string; reason: Reason }
  | { kind: 'doubt'; reason: Reason };

export type Proving = {
  deps: Deps;
  lease: Lease;
  subject: Pick<Case, 'agent' | 'target' | 'record'> & {
    trust: SenderTrust | null;
    covers: readonly string[];
  };
  seen: Classification;
  codes: CodeFacts;
  /** Whether a mail may leave for this message without a person. */
  mayAsk: boolean;
  name: string;
  tool: Tool;
  /** The address on file; null when there is none, undefined when it cannot be known now. */
  addressOnFile: () => Promise<string | null | undefined>;
};

/** So many mails with a code go to one address in a day, whoever asks. */
const PER_ADDRESS_AND_DAY = 5;
const PER_CODE = { per_message: 2, per_thread: 4, per_day: 500 };
const SEND_TRIES = 3;

/**
 * Has the sender prove that the address on file is theirs, by a code that goes there and nowhere else (who gets it is never
 * the model's choice). Every step is stored under the lease before what follows from it.
 */
export async function prove(proving: Proving): Promise<Proof> {
  const { deps, subject, codes, name, tool, lease } = proving;
  const { target, trust, covers } = subject;
  const challenge = codes.challenges[challengeName(name, target)];
  const facts = {
    nowMs: deps.now(),
    messageId: target.id,
    codes: codes.codes
      .filter(({ messageId }) => messageId === target.id || covers.includes(messageId))
      .map(({ code }) => code),
    verifiedSender: trust?.verifiedSender ?? null,
  };
  const standing = standingOf(challenge, bindingOf(lease, name), facts, tool.verified_hours);
  switch (standing.kind) {
    case 'proven':
      return {
        kind: 'proven',
        address: challenge?.address ?? null,
        justNow: challenge?.judged?.messageId === target.id,
      };
    case 'right':
      await keep(proving, standing.next);
      return { kind: 'proven', address: standing.next.address, justNow: true };
    case 'wrong':
      await keep(proving, standing.next);
      return answered(proving, 'wrong');
    case 'waiting':
      return answered(proving, 'asked');
    case 'locked':
      return doubt('verification_locked', `too many wrong codes were sent for ${name}; find out who asks`);
    case 'send':
      return challenge === undefined ? begin(proving) : send(proving, challenge);
    case 'begin':
      return begin(proving);
  }
}

function bindingOf({ grantId, threadId }: Lease, name: string): string {
  return JSON.stringify([grantId, threadId, name]);
}

async function begin(proving: Proving): Promise<Proof> {
  const { deps, lease, subject, seen, name, mayAsk } = proving;
  if (!mayAsk) return doubt('verification_needed', `${name} wants proof of who asks; no code was sent`);
  const onFile = await proving.addressOnFile();
  if (onFile === undefined)
    return doubt('tool_failed', `the address on file for ${name} could not be looked up`);
  // Mail to ourselves would be worked as a customer's.
  const address =
    onFile !== null && deps.ownAddresses().some((own) => sameAddress(own, onFile)) ? null : onFile;
  const spent = await limitSpent(proving, address);
  if (spent) return doubt('verification_limit', `no further code was sent for ${name}: the limit is spent`);
  if (await deps.pauses.of(subject.agent.name))
    return doubt(
      'verification_needed',
      `${name} wants proof of who asks; the agent is paused, so no code was sent`,
    );
  const { code, salt } = deps.tools.newCode();
  const sendId = `c_${createHash('sha256').update(`${salt}:${subject.record.messageId}:${name}`).digest('hex').slice(0, 40)}`;
  const nowMs = deps.now();
  const challenge: Challenge = {
    sender: senderAddress(subject.target),
    address,
    salt,
    digest: address === null ? '' : codeDigest(salt, bindingOf(lease, name), address, code),
    sendId,
    bytes: address === null ? null : composeCodeMail(address, code, languageOf(proving), sendId),
    askedAtMs: nowMs,
    expiresAtMs: nowMs + CODE_LIVES_MS,
    tries: 0,
    judged: null,
    provenUntilMs: null,
    seen,
  };
  await keep(proving, challenge);
  return send(proving, challenge);
}

async function limitSpent({ deps, lease, subject, name }: Proving, address: string | null): Promise<boolean> {
  const { grantId, threadId } = lease;
  const at = { grantId, threadId, messageId: subject.record.messageId, nowMs: deps.now() };
  const forTool = await deps.tools.take({
    ...at,
    name: `code/${subject.agent.name}/${name}`,
    limits: PER_CODE,
  });
  if (forTool !== 'taken') return true;
  const digest = createHash('sha256')
    .update((address ?? `none/${threadId}`).toLowerCase())
    .digest('hex')
    .slice(0, 24);
  const limits = { ...PER_CODE, per_thread: PER_ADDRESS_AND_DAY, per_day: PER_ADDRESS_AND_DAY };
  return (await deps.tools.take({ ...at, name: `code-to/${digest}`, limits })) !== 'taken';
}

/** The keyed send of the mail with the code: after doubt the same bytes under the same key (CONTRACT section 4.1). */
async function send(proving: Proving, challenge: Challenge): Promise<Proof> {
  const { deps, lease, subject, name } = proving;
  const { bytes, sendId } = challenge;
  if (bytes === null) return answered(proving, 'asked');
  const answer = await deps.nylas.send(lease.grantId, { bytes, key: sendId }, lease.signal);
  if (answer.kind === 'sent' || answer.kind === 'queued') {
    await keep(proving, { ...challenge, bytes: null });
    return answered(proving, 'asked');
  }
  if (answer.kind !== 'refused' && answer.kind !== 'mismatch' && subject.record.thinkFaults + 1 < SEND_TRIES)
    throw new TransientError(`the mail with a code for ${name} had no sure answer`);
  await keep(proving, { ...challenge, bytes: null, digest: '', expiresAtMs: deps.now() });
  return doubt('verification_unsent', `the mail with a code for ${name} may not have left`);
}

async function keep({ deps, lease, subject, name }: Proving, challenge: Challenge): Promise<void> {
  await deps.transact(lease, keepChallenge(lease, challengeName(name, subject.target), challenge));
}

function languageOf({ subject, seen }: Proving): string {
  const { language } = subject.agent.config;
  return language === 'same' ? seen.language : language;
}

function answered(proving: Proving, what: 'asked' | 'wrong'): Proof {
  const body = codeWords(languageOf(proving))[what];
  if (!proving.mayAsk) return doubt('verification_needed', `${proving.name} wants proof of who asks`);
  const detail = what === 'asked' ? 'a code was asked for, to prove who asks' : 'the code was not right';
  return { kind: 'asked', body, reason: { code: 'verification_asked', detail } };
}

function doubt(code: string, detail: string): Proof {
  return { kind: 'doubt', reason: { code, detail } };
}
