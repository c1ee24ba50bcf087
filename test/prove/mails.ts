import { createRandom, type Random } from './random.ts';

/**
 * What a mail is meant to be. `question` deserves a reply, `refund` a review, `legal` an escalation, `thanks` nothing;
 * the others are mail that machines wrote, which is never answered.
 */
export type MailKind = 'question' | 'refund' | 'legal' | 'thanks' | MachineKind;
export type MachineKind = 'autoreply' | 'bounce' | 'list' | 'noreply';

/** One mail of a customer, as it will be handed in: `atMs` after the start, into the mailbox number `mailbox`. */
export type PlannedMail = {
  atMs: number;
  mailbox: number;
  thread: number;
  kind: MailKind;
  from: string;
  raw: string;
};

export const isMachine = (kind: MailKind): boolean =>
  kind === 'autoreply' || kind === 'bounce' || kind === 'list' || kind === 'noreply';

/** What a new thread begins with. */
const openings: readonly (readonly [MailKind | 'burst', number])[] = [
  ['question', 60],
  ['refund', 8],
  ['legal', 3],
  ['thanks', 2],
  ['autoreply', 4],
  ['bounce', 3],
  ['list', 3],
  ['noreply', 3],
  ['burst', 14],
];
const followUps: readonly (readonly [MailKind, number])[] = [
  ['question', 80],
  ['refund', 8],
  ['thanks', 12],
];
const LONGEST_PAUSE_MS = 25_000;
const BURST_MS = 900;

/**
 * The mails of a campaign in the order of their time: threads that begin evenly over the time, some of them bursts, some
 * with follow-ups seconds later. The same seed gives the same mails.
 */
export function planMails(plan: {
  seed: number;
  messages: number;
  ratePerSecond: number;
  mailboxes: readonly string[];
}): PlannedMail[] {
  const random = createRandom(plan.seed);
  const mails: PlannedMail[] = [];
  const lengthMs = (plan.messages / plan.ratePerSecond) * 1000;
  const longest = Math.min(LONGEST_PAUSE_MS, lengthMs / 4);
  for (let thread = 0; mails.length < plan.messages; thread++) {
    const mailbox = random.whole(0, plan.mailboxes.length - 1);
    const to = plan.mailboxes[mailbox] ?? '';
    const atMs = random.next() * Math.max(0, lengthMs - longest);
    const all = threadOf(random, { seed: plan.seed, thread, to, atMs, longest });
    mails.push(...all.slice(0, plan.messages - mails.length).map((mail) => ({ ...mail, mailbox, thread })));
  }
  return mails.toSorted((a, b) => a.atMs - b.atMs);
}

type Opening = { seed: number; thread: number; to: string; atMs: number; longest: number };

function threadOf(random: Random, { seed, thread, to, atMs, longest }: Opening) {
  const opening = random.weighted(openings);
  const host = `c${seed}-${thread}.customer.example`;
  const from = senderOf(opening, host);
  const kinds: { kind: MailKind; atMs: number }[] = [];
  let when = atMs;
  const add = (kind: MailKind, afterMs: number) => {
    when += afterMs;
    kinds.push({ kind, atMs: when });
  };
  if (opening === 'burst') {
    const size = random.whole(2, 4);
    for (let at = 0; at < size; at++) add('question', at === 0 ? 0 : random.whole(1, BURST_MS));
    if (random.next() < 0.15) add('thanks', random.whole(1, BURST_MS));
  } else {
    add(opening, 0);
    if (!isMachine(opening)) {
      while (kinds.length < 5 && random.next() < 0.35) {
        add(random.weighted(followUps), random.next() * longest);
      }
    }
  }
  const ids = kinds.map((_, at) => `<${seed}.${thread}.${at}@${host}>`);
  return kinds.map(({ kind, atMs: at }, index) => ({
    atMs: at,
    kind,
    from,
    raw: rawOf(random, { kind, from, to, id: ids[index] ?? '', before: ids.slice(0, index), host }),
  }));
}

function senderOf(opening: MailKind | 'burst', host: string): string {
  if (opening === 'bounce') return `MAILER-DAEMON@${host}`;
  return opening === 'noreply' ? `no-reply@${host}` : `carla@${host}`;
}

type Parts = {
  kind: MailKind;
  from: string;
  to: string;
  id: string;
  before: readonly string[];
  host: string;
};

function rawOf(random: Random, { kind, from, to, id, before, host }: Parts): string {
  const number = random.whole(10_000, 99_999);
  const { subject, text, headers = [] } = contentOf(random, kind, number, host);
  const lines = [
    `From: Carla Customer <${from}>`,
    `To: <${to}>`,
    `Subject: ${before.length > 0 ? 'Re: ' : ''}${subject}`,
    `Message-ID: ${id}`,
    ...(before.length > 0 ? [`In-Reply-To: ${before.at(-1)}`, `References: ${before.join(' ')}`] : []),
    ...headers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ];
  return lines.join('\r\n');
}

const countries = ['Germany', 'Austria', 'France', 'Spain', 'Sweden', 'Poland', 'Italy'] as const;

function contentOf(
  random: Random,
  kind: MailKind,
  number: number,
  host: string,
): { subject: string; text: string; headers?: string[] } {
  switch (kind) {
    case 'question':
      return {
        subject: 'Shipping',
        text: random.pick([
          `Hello, how long does shipping to ${random.pick(countries)} take? My order is ${number}.`,
          `Hi, where is my parcel ${number}? How long does shipping to ${random.pick(countries)} take?`,
          `Good day, I ordered ${number}. How long does shipping take to ${random.pick(countries)}?`,
        ]),
      };
    case 'refund':
      return { subject: 'Refund', text: `Hello, I want my money back, a refund for order ${number}.` };
    case 'legal':
      return { subject: 'Lawyer', text: `My lawyer will take legal steps over order ${number} in court.` };
    case 'thanks':
      return { subject: 'Thanks', text: `Thank you very much! (${number})` };
    case 'autoreply':
      return {
        subject: 'Out of office',
        text: `I am out of the office until Monday. Ref ${number}.`,
        headers: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
      };
    case 'bounce':
      return {
        subject: 'Undelivered Mail Returned to Sender',
        text: `This is the mail system. Your message ${number} could not be delivered.`,
        headers: ['Auto-Submitted: auto-replied', 'Return-Path: <>'],
      };
    case 'list':
      return {
        subject: `Newsletter ${number}`,
        text: 'How long does shipping take? Read our news.',
        headers: [
          `List-Id: News <news.${host}>`,
          `List-Unsubscribe: <https://${host}/out>`,
          'Precedence: bulk',
        ],
      };
    case 'noreply':
      return {
        subject: `Your receipt ${number}`,
        text: 'This is an automatic message, please do not answer.',
      };
  }
}
