import { costText } from './cost-text.ts';
import type { Reason } from '#domain/decision.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Address } from '#domain/mail.ts';
import type { Replayed } from '#workers/dry-world.ts';
import { lineDiff } from './line-diff.ts';
import { indented, paint, table, type Terminal } from './terminal.ts';

/** One thing that is otherwise than last time. */
export type Difference = { what: string; before: string; after: string };

/** How the replay differs from what the ledger has of the message. */
export function differences(last: MessageRecord, now: Replayed): Difference[] {
  const all: Difference[] = [
    { what: 'state', before: last.state, after: now.state },
    { what: 'decision', before: last.account?.decision ?? 'none', after: now.account.decision ?? 'none' },
    { what: 'category', before: last.account?.category ?? 'none', after: now.account.category ?? 'none' },
    { what: 'reasons', before: codesOf(last.account?.reasons ?? []), after: codesOf(now.account.reasons) },
    { what: 'text', before: lastText(last), after: now.body },
  ];
  return all.filter(({ before, after }) => before.trim() !== after.trim());
}

const codesOf = (reasons: readonly Reason[]) => reasons.map(({ code }) => code).join(', ');
const namesOf = (addresses: readonly Address[]) => addresses.map(({ email }) => email).join(', ');

function lastText({ outgoing, account }: MessageRecord): string {
  return outgoing?.body ?? account?.draft?.body ?? '';
}

const outcomes: Partial<Record<Replayed['state'], string>> = {
  sent: 'a reply would be sent',
  review: 'it would wait for a person',
  escalated: 'it would be handed to a colleague',
  skipped: 'nobody would answer',
};

/** What a dry replay shows a person. */
export function replayText(
  shown: {
    message: string;
    agent: string;
    now: Replayed;
    last: MessageRecord | undefined;
    notes: readonly string[];
  },
  terminal: Terminal,
): string {
  const { now, last, notes } = shown;
  const { account, mail } = now;
  const { cost } = account;
  const confidence = account.confidence === null ? '' : ` (confidence ${account.confidence.toFixed(2)})`;
  const head = (text: string) => `\n${paint(terminal, 'bold', text)}`;
  const facts = [
    ['message', shown.message],
    ['agent', shown.agent],
    ['outcome', `${now.state}: ${outcomes[now.state] ?? 'it would wait'}`],
    ['decision', account.decision ?? 'none'],
    ['category', account.category === null ? 'none' : `${account.category}${confidence}`],
    ['cost', costText(cost)],
  ];
  return [
    table(facts),
    head('Reasons'),
    indented(table(account.reasons.map(({ code, detail }) => [code, detail])), 2),
    ...(mail ? [head(titles[mail.kind]), ...mailText(mail, now.body)] : []),
    ...(last ? comparison(last, now, head, terminal) : []),
    '',
    ...notes,
    'Nothing was sent or stored; only the model was asked.',
  ].join('\n');
}

const titles = { reply: 'Reply', draft: 'Draft', escalation: 'Escalation' } as const;

function mailText(mail: NonNullable<Replayed['mail']>, body: string): string[] {
  const facts = [
    ['to', namesOf(mail.to)],
    ...(mail.cc.length > 0 ? [['cc', namesOf(mail.cc)]] : []),
    ['subject', mail.subject],
  ];
  return [indented(table(facts), 2), '', indented(body === '' ? mail.html : body, 2)];
}

function comparison(
  last: MessageRecord,
  now: Replayed,
  head: (text: string) => string,
  terminal: Terminal,
): string[] {
  const found = differences(last, now);
  if (found.length === 0) return [head('Last time'), '  the same'];
  const short = found.filter(({ what }) => what !== 'text');
  const text = found.find(({ what }) => what === 'text');
  return [
    head('Otherwise than last time'),
    ...(short.length === 0
      ? []
      : [
          indented(
            table(
              short.map(({ what, before, after }) => [what, `${before || 'none'} -> ${after || 'none'}`]),
            ),
            2,
          ),
        ]),
    ...(text
      ? ['', ...lineDiff(text.before.trim(), text.after.trim()).map((line) => colored(line, terminal))]
      : []),
  ];
}

function colored(line: string, terminal: Terminal): string {
  const text = indented(line, 2);
  if (line.startsWith('-')) return paint(terminal, 'red', text);
  return line.startsWith('+') ? paint(terminal, 'green', text) : text;
}
