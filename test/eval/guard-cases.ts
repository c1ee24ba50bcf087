import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { corpusFolder, readLines } from './measure.ts';

/** A mail and what it is: a kind of machine's mail, `human`, or `unknown` where nobody says. */
export type GuardCase = { id: string; set: string; kind: string; raw: () => Uint8Array };

const to = 'support@inreply.test';
const Kind = z.object({ kind: z.string() });
const MailCase = z.object({ id: z.string(), path: z.string(), expected: z.unknown() });
const Vector = z.object({
  id: z.string(),
  input: z.object({ envelope_from: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
  expected: Kind,
});
const TextCase = z.object({
  id: z.string(),
  input: z.union([
    z.string(),
    z.object({ body: z.string(), subject: z.string().optional(), from: z.string().optional() }),
  ]),
});
const Triage = z.object({
  id: z.string(),
  input: z.object({ author: z.string(), subject: z.string(), email_thread: z.string() }),
  expected: z.object({ triage: z.string() }),
});

/** All mails there are to judge the guards on; undefined when the folder of cases is missing. */
export function guardCases(): GuardCase[] | undefined {
  const autoreply = corpusFolder('autoreply');
  if (autoreply === undefined) return undefined;
  return [...wholeMails(autoreply, 'mails'), ...vectors(autoreply), ...people(), ...torture()];
}

function wholeMails(folder: string, set: string): GuardCase[] {
  return readLines(folder, 'cases.jsonl').map((line) => {
    const { id, path, expected } = MailCase.parse(line);
    const kind = Kind.safeParse(expected).data?.kind ?? 'unknown';
    return { id, set, kind, raw: () => readFileSync(join(folder, path)) };
  });
}

/** A few headers and an envelope sender, as the tests of other detectors give them. */
function vectors(folder: string): GuardCase[] {
  return readLines(folder, 'headers.jsonl').map((line) => {
    const { id, input, expected } = Vector.parse(line);
    const author = input.envelope_from === '' ? 'any@any.example' : input.envelope_from;
    const head = { 'Return-Path': `<${input.envelope_from}>`, From: author, To: to, ...input.headers };
    return { id, set: 'headers', kind: expected.kind, raw: () => mailOf(head, input.body) };
  });
}

/** Text that people wrote, each as a mail of its own. */
function people(): GuardCase[] {
  const files = [
    ['injection', 'benign.jsonl'],
    ['intents', 'asks.jsonl'],
    ['intents', 'banking77.jsonl'],
    ['intents', 'clinc150.jsonl'],
    ['reply-stripping', 'plain.jsonl'],
    ['reply-stripping', 'html.jsonl'],
    ['reply-stripping', 'signature.jsonl'],
    ['reply-stripping', 'unwrap.jsonl'],
  ] as const;
  const written = files.flatMap(([name, file]) => {
    const folder = corpusFolder(name);
    if (folder === undefined) return [];
    return readLines(folder, file).map((line) => textCase(TextCase.parse(line), name));
  });
  return [...written, ...threads(), ...triage()];
}

function textCase({ id, input }: z.infer<typeof TextCase>, set: string): GuardCase {
  const {
    body,
    subject = 'A question',
    from = 'carla@customer.example',
  } = typeof input === 'string' ? { body: input } : input;
  const type = /<(?:html|body|div|p|br)\b/i.test(body) ? 'text/html' : 'text/plain';
  const head = { From: from === '' ? 'carla@customer.example' : from, To: to, Subject: subject };
  return {
    id,
    set,
    kind: 'human',
    raw: () => mailOf({ ...head, 'Content-Type': `${type}; charset=utf-8` }, body),
  };
}

/** Mail among colleagues; the first mail of each with its own subject and author. */
function threads(): GuardCase[] {
  const folder = corpusFolder('intents');
  if (folder === undefined) return [];
  return readLines(folder, 'threads.jsonl').map((line) => {
    const { id, input } = z.object({ id: z.string(), input: z.string() }).parse(line);
    const field = (name: string) => new RegExp(`^${name} : (.+)$`, 'm').exec(input)?.[1]?.trim() ?? '';
    const body = input.replace(/^[^]*?\nX - bcc :.*\n/, '');
    const head = { From: field('From').split(' ,')[0] ?? '', To: to, Subject: field('Subject') };
    return { id, set: 'threads', kind: 'human', raw: () => mailOf(head, body) };
  });
}

/** Those that the reader should answer. */
function triage(): GuardCase[] {
  const folder = corpusFolder('intents');
  if (folder === undefined) return [];
  return readLines(folder, 'triage.jsonl').flatMap((line): GuardCase[] => {
    const { id, input, expected } = Triage.parse(line);
    if (expected.triage !== 'respond') return [];
    const head = { From: input.author, To: to, Subject: input.subject };
    return [{ id, set: 'triage', kind: 'human', raw: () => mailOf(head, input.email_thread) }];
  });
}

/** Mail that parsers got wrong at some time: no telling who wrote it, but it must come to an end. */
function torture(): GuardCase[] {
  const folder = corpusFolder('mime-torture');
  return folder === undefined ? [] : wholeMails(folder, 'torture');
}

function mailOf(head: Record<string, string>, body: string): Uint8Array {
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}`);
  return Buffer.from([...lines, '', body].join('\r\n'));
}
