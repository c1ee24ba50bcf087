import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { guard } from '#agent/guard/guard.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress, noon } from './builders.ts';
import { corpusCases, corpusFile, hasCorpus } from './corpus.ts';
import { messageOfEml } from './eml.ts';

const Case = z.object({
  id: z.string(),
  expected: z.object({ kind: z.string(), may_auto_reply: z.boolean() }),
});
const MailCase = Case.extend({ path: z.string() });
const Vector = Case.extend({
  input: z.object({ envelope_from: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
});
const Text = z.object({ body: z.string(), subject: z.string().optional() });
const Benign = z.object({ id: z.string(), input: z.union([z.string(), Text]) });

type Outcome = { id: string; kind: string; human: boolean; got: string };

function outcome(target: Message): string {
  return guard({
    agent: anAgent(),
    mailbox: { grant: 'g1', address: mailboxAddress },
    ownAddresses: [mailboxAddress],
    thread: aThread(target),
    target,
    sentToSenderToday: 0,
    sentByMailboxThisHour: 0,
    foundBySweepMs: undefined,
    nowMs: noon,
  }).kind;
}

function ids(outcomes: readonly Outcome[], isWrong: (entry: Outcome) => boolean): string[] {
  return outcomes.filter(isWrong).map(({ id, got }) => `${id}: ${got}`);
}

describe.skipIf(!hasCorpus)('the guard on real mail (skipped where the shared corpus is absent)', () => {
  it('lets no mail of a machine go on, and refuses none of a person', async () => {
    const cases = corpusCases('autoreply/cases.jsonl', MailCase);
    const outcomes: Outcome[] = [];
    for (const { id, path, expected } of cases) {
      const raw = corpusFile(`autoreply/${path}`);
      const got = outcome(await messageOfEml(raw));
      outcomes.push({ id, kind: expected.kind, human: expected.may_auto_reply, got });
    }
    expect(ids(outcomes, ({ human, got }) => !human && got === 'go')).toEqual([]);
    expect(ids(outcomes, ({ human, got }) => human && got !== 'go')).toEqual([]);
    expect(outcomes.filter(({ human, got }) => !human && got === 'review').length).toBeLessThanOrEqual(3);
    expect(outcomes.length).toBeGreaterThan(300);
  });

  it('judges one header at a time as other detectors do', async () => {
    const outcomes: Outcome[] = [];
    for (const { id, input, expected } of corpusCases('autoreply/headers.jsonl', Vector)) {
      const author = input.envelope_from === '' ? 'any@any.example' : input.envelope_from;
      const lines = [
        `Return-Path: <${input.envelope_from}>`,
        `From: ${author}`,
        `To: ${mailboxAddress}`,
        ...Object.entries(input.headers).map(([name, value]) => `${name}: ${value}`),
        '',
        input.body,
      ];
      const got = outcome(await messageOfEml(Buffer.from(lines.join('\r\n'))));
      outcomes.push({ id, kind: expected.kind, human: expected.may_auto_reply, got });
    }
    expect(ids(outcomes, ({ human, got }) => human !== (got === 'go'))).toEqual([]);
  });

  it('refuses at most 1 % of harmless mail by its wording', () => {
    const outcomes = corpusCases('injection/benign.jsonl', Benign).map(({ id, input }): Outcome => {
      const { body, subject = '' } = typeof input === 'string' ? { body: input } : input;
      return { id, kind: 'human', human: true, got: outcome(aMessage({ body, subject })) };
    });
    const refused = ids(outcomes, ({ got }) => got !== 'go');
    expect(refused.length).toBeLessThanOrEqual(outcomes.length / 100);
  });
});
