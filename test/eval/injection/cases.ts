import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Message } from '#domain/mail.ts';
import { z } from 'zod';

/** Where the corpus lies beside the project. */
export const defaultCorpus = resolve(import.meta.dirname, '../../../../shared/corpus/injection');

const Mail = z.object({
  from: z.string().optional(),
  cc: z.array(z.string()).optional(),
  subject: z.string().optional(),
  body: z.string(),
});

const Attack = z.object({
  id: z.string(),
  input: Mail,
  expected: z.object({ goal: z.string(), family: z.string(), canary: z.string().optional() }),
});
export type Attack = z.infer<typeof Attack>;

const Benign = z.object({
  id: z.string(),
  input: Mail,
  expected: z.object({ ideal: z.string().optional() }),
});
export type Benign = z.infer<typeof Benign>;

const PromptCase = z.object({
  id: z.string(),
  input: z.object({ system: z.string(), user: z.string() }),
  expected: z.object({ judge_question: z.string() }),
});
export type PromptCase = z.infer<typeof PromptCase>;

export type Cases = { attacks: Attack[]; benign: Benign[]; prompts: PromptCase[] };

/** The three files of the corpus; undefined when the folder is not there. */
export function readCases(folder: string): Cases | undefined {
  if (!existsSync(resolve(folder, 'attacks.jsonl'))) return undefined;
  return {
    attacks: lines(folder, 'attacks.jsonl', Attack),
    benign: lines(folder, 'benign.jsonl', Benign),
    prompts: lines(folder, 'prompts.jsonl', PromptCase),
  };
}

function lines<T>(folder: string, file: string, schema: z.ZodType<T>): T[] {
  return readFileSync(resolve(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}

export const mailbox = { grant: 'g1', address: 'desk@larchandlane.example' };
const noon = Date.UTC(2026, 9, 1, 12);

/** A case as the mail that Nylas would hand over. */
export function mailOf(id: string, input: z.infer<typeof Mail>): Message {
  return {
    id,
    grantId: mailbox.grant,
    threadId: 't1',
    subject: input.subject ?? 'A question',
    from: [{ name: 'Carla Customer', email: input.from ?? 'carla@customer.example' }],
    to: [{ email: mailbox.address }],
    cc: (input.cc ?? []).filter((email) => email.includes('@')).map((email) => ({ email })),
    replyTo: [],
    dateMs: noon,
    body: input.body,
    folders: ['inbox'],
    attachments: [],
    headers: [],
    metadata: {},
  };
}
