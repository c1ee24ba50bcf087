import { z } from 'zod';

import { htmlToText } from '#agent/reading/html.ts';
import { withLinks } from '#agent/reading/marks.ts';
import { splitMail, type Split } from '#agent/reading/quoted.ts';

/** A record of shared/corpus/reply-stripping, as its README describes it. */
export const Case = z.object({
  id: z.string(),
  source: z.string(),
  input: z.string().optional(),
  path: z.string().optional(),
  expected: z.object({
    match: z.enum([
      'exact-ignoring-whitespace',
      'contains',
      'unchanged',
      'finishes',
      'html-ignoring-whitespace',
      'signature',
      'unwrap',
    ]),
    reply: z.string().nullish(),
    signature: z.string().nullish(),
    html: z.string().optional(),
    drops: z.string().optional(),
    contains: z.array(z.string()).optional(),
    lacks: z.array(z.string()).optional(),
    starts: z.string().optional(),
    within_ms: z.number().optional(),
    type: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    date: z.string().optional(),
    subject: z.string().optional(),
    text: z.string().optional(),
    text_top: z.string().optional(),
    text_bottom: z.string().optional(),
  }),
});
export type Case = z.infer<typeof Case>;

/** Whether we find in a case what its source finds there. */
export function isRight(it: Case): boolean {
  const input = it.input ?? '';
  const started = performance.now();
  const isHtml =
    it.id.startsWith('html') || it.expected.html !== undefined || /<html|<body|<div/i.test(input);
  const split = splitMail((isHtml ? htmlToText(input).text : input).replaceAll(/\r\n?/g, '\n'));
  const tookMs = performance.now() - started;
  const reply = it.expected.drops === 'quotes only' ? withoutQuotes(split) : written(split);
  switch (it.expected.match) {
    case 'exact-ignoring-whitespace':
      return same(reply, it.expected.reply);
    case 'contains':
      return holds(reply, it.expected);
    case 'unchanged':
      return same(withoutQuotes(split), input);
    case 'finishes':
      return tookMs < (it.expected.within_ms ?? 1_000);
    case 'html-ignoring-whitespace':
      return same(withoutRules(reply), withoutRules(htmlToText(it.expected.html ?? '').text));
    case 'signature':
      return same(bare(split), it.expected.reply) && same(split.signature, it.expected.signature);
    case 'unwrap':
      return isUnwrapped(split, it.expected);
  }
}

/** The same for a parser that gives the reply alone. */
export function isRightReply(reply: string, { input, expected }: Case): boolean {
  switch (expected.match) {
    case 'exact-ignoring-whitespace':
    case 'signature':
      return same(reply, expected.reply);
    case 'contains':
      return holds(reply, expected);
    case 'unchanged':
      return same(reply, input);
    case 'finishes':
    case 'html-ignoring-whitespace':
    case 'unwrap':
      return false;
  }
}

/** What the sender wrote; an unmarked forward below it is content. */
function written({ text, parts }: Split): string {
  return [text, ...parts.filter(isPassedOn).map(({ lines }) => lines.join('\n'))].join('\n');
}

/** Peers that keep signatures still count what stands below a quote to it. */
function withoutQuotes({ parts }: Split): string {
  const quote = parts.findIndex(({ kind }) => kind === 'quoted');
  return parts
    .filter((part) => part.kind !== 'quoted' && (part.kind !== 'forwarded' || isPassedOn(part)))
    .filter((part) => part.kind !== 'signature' || quote === -1 || parts.indexOf(part) < quote)
    .map(({ lines }) => lines.join('\n'))
    .join('\n');
}

function isPassedOn({ kind, lines }: Split['parts'][number]): boolean {
  return kind === 'forwarded' && !lines.some((line) => line.startsWith('>'));
}

function bare({ parts }: Split): string {
  return parts
    .filter(({ kind }) => kind === 'own')
    .map(({ lines }) => lines.join('\n'))
    .join('\n');
}

function isUnwrapped({ text, signature, forwarded }: Split, expected: Case['expected']): boolean {
  if (forwarded === undefined) return expected.type !== 'forward';
  const above = [text, signature].join('\n');
  return (
    same(forwarded.text, expected.text) &&
    (['from', 'to', 'date', 'subject'] as const).every((name) => same(forwarded[name], expected[name])) &&
    same(above, [expected.text_top, expected.text_bottom].join('\n'))
  );
}

function holds(text: string, { contains = [], lacks = [], starts = '' }: Case['expected']): boolean {
  const plain = squeezed(text);
  return (
    contains.every((part) => plain.includes(squeezed(part))) &&
    lacks.every((part) => !plain.includes(squeezed(part))) &&
    plain.startsWith(squeezed(starts))
  );
}

/** A rule across the page is no text. */
function withoutRules(text: string): string {
  return withLinks(text).replaceAll(/^-+$/gm, '');
}

function same(ours: string | undefined, theirs: string | null | undefined): boolean {
  return squeezed(ours ?? '') === squeezed(theirs ?? '');
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
