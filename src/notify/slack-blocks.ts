import type { Address } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';

/** Slack's bounds: 3,000 characters in a section's text, 150 in a header, 2,000 in a field. */
const MOST_DRAFT = 1500;
const MOST_QUESTION = 800;
const MOST_FIELD = 300;
const MOST_HEADER = 140;

export type Shown = {
  review: Review;
  /** `fingerprintOf` it, for the buttons. */
  fingerprint: string;
  /** Null without PUBLIC_URL. */
  url: string | null;
  /** Whether anybody may decide here. */
  mayDecide: boolean;
  /** Who changed it last. */
  by: string;
};

export type SlackMessage = { text: string; blocks: object[] };

/** What a button carries: which review it is about, as it was shown. */
export type ButtonValue = { r: string; v: number; f: string };

/**
 * A review as a Slack message. All that comes from mail or from a model stands in `plain_text`, in which Slack makes
 * nothing of mentions, links or markup, so that no mail can call a channel or show a button.
 */
export function slackMessageOf({ review, fingerprint, url, mayDecide, by }: Shown): SlackMessage {
  const isOpen = review.status === 'open' && review.verdict === null;
  const title = isOpen ? 'A reply waits for approval' : titleOf(review, by);
  const blocks = [
    { type: 'header', text: plain(title, MOST_HEADER) },
    {
      type: 'section',
      fields: [
        plain(`From\n${peopleOf(review.from)}`, MOST_FIELD),
        plain(`Subject\n${review.subject}`, MOST_FIELD),
        plain(`Why\n${reasonsOf(review)}`, MOST_FIELD),
        plain(`Category\n${categoryOf(review)}`, MOST_FIELD),
      ],
    },
    ...(isOpen ? openBlocks(review) : []),
    ...actionsOf(review, fingerprint, url, isOpen && mayDecide),
  ];
  return { text: escaped(`${title}: ${short(review.subject, MOST_FIELD)}`), blocks };
}

/** The characters that have a meaning in Slack's markup (Slack, "Escaping text"). */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function openBlocks(review: Review): object[] {
  const draft = review.body.trim() === '' ? 'There is no draft: a person has to write it.' : review.body;
  return [
    { type: 'section', text: plain(`They wrote\n${short(review.question, MOST_QUESTION)}`, 3000) },
    { type: 'divider' },
    {
      type: 'section',
      text: plain(`The draft, to ${peopleOf(review.to)}\n${short(draft, MOST_DRAFT)}`, 3000),
    },
  ];
}

/** Slack refuses a block of no buttons. */
function actionsOf(review: Review, fingerprint: string, url: string | null, mayDecide: boolean): object[] {
  const value = JSON.stringify({ r: review.id, v: review.version, f: fingerprint } satisfies ButtonValue);
  const approve = {
    type: 'button',
    action_id: 'approve',
    style: 'primary',
    text: plain('Approve', 75),
    value,
    confirm: {
      title: plain('Send this reply?', 100),
      text: plain(`It goes to ${peopleOf(review.to)}.`, MOST_FIELD),
      confirm: plain('Send', 30),
      deny: plain('Not now', 30),
    },
  };
  const reject = { type: 'button', action_id: 'reject', style: 'danger', text: plain('Reject', 75), value };
  const open = { type: 'button', action_id: 'open', text: plain('Open', 75), url };
  const elements = [
    ...(mayDecide && review.body.trim() !== '' ? [approve] : []),
    ...(mayDecide ? [reject] : []),
    ...(url === null ? [] : [open]),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function titleOf({ status, verdict }: Review, by: string): string {
  if (status === 'open') return 'A reply is being written anew';
  const who = by === 'inreply' ? '' : ` by ${by}`;
  const sentences = {
    approved: `Approved${who}`,
    sent: 'Approved and sent',
    rejected: `Rejected${verdict === null ? '' : who}`,
    stale: 'Overtaken by a newer mail',
    closed: 'Closed: no approval is needed any more',
    expired: 'Expired: nobody decided in time',
  } as const;
  return sentences[status];
}

const reasonsOf = ({ reasons }: Review): string =>
  reasons.map(({ code, detail }) => detail || code).join('; ') || 'no reason is recorded';

function categoryOf({ category, confidence }: Review): string {
  const sure = confidence === null ? '' : ` (${Math.round(confidence * 100)} % sure)`;
  return `${category ?? 'none'}${sure}`;
}

function peopleOf(people: readonly Address[]): string {
  if (people.length === 0) return 'unknown';
  return people.map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ');
}

function plain(text: string, most: number) {
  return { type: 'plain_text', text: short(text.trim() || ' ', most), emoji: false };
}

function short(text: string, most: number): string {
  return text.length <= most ? text.toWellFormed() : `${text.slice(0, most - 1).toWellFormed()}…`;
}
