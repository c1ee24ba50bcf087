type Rule = { action: string } & Record<string, unknown>;
type Case = {
  /** Grant id, and local part of both addresses. */
  name: string;
  when: string;
  /** What goes wrong with its sends, in this order. */
  faults: Rule[];
  ends: string;
  /** How many mails the customer has in the end. */
  mails: 0 | 1;
  /** How many keys were used: a second one only when nothing left under the first. */
  keys?: 2;
  /** Nylas tells by a notification what became of it; in the other rows it tells nothing. */
  told?: boolean;
};

/** The matrix of CONTRACT section 4.1, each row through the sandbox. Every answer of Nylas is one that it really gives. */
export const sendCases: Case[] = [
  {
    name: 'reset-before',
    when: 'the connection breaks before Nylas took it',
    faults: [{ action: 'drop_before', times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'reset-after',
    when: 'the connection breaks after Nylas took it',
    faults: [{ action: 'accept_then_drop', times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'reset-inside',
    when: 'the connection breaks in the middle of the answer',
    faults: [{ action: 'reset_mid_body', times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'unreadable',
    when: 'the answer cannot be read',
    faults: [{ action: 'malformed_json', times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'timeout',
    when: 'the answer takes too long, and the key is in use by then (409)',
    faults: [{ action: 'delay', delay_ms: 3000, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'mismatch',
    when: 'other bytes went under the key (409)',
    faults: [
      { action: 'accept_then_drop', times: 1 },
      { action: 'status', status: 409, type: 'api.invalid_idempotent_request', times: 1 },
    ],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'mismatch-nowhere',
    when: 'other bytes went under the key (409), and no such mail can be found',
    faults: [{ action: 'status', status: 409, type: 'api.invalid_idempotent_request' }],
    ends: 'doubt send_doubt category_reply',
    mails: 0,
  },
  {
    name: 'refused',
    when: 'Nylas refuses (403)',
    faults: [{ action: 'status', status: 403, type: 'forbidden', kept: true }],
    ends: 'review send_refused category_reply',
    mails: 0,
  },
  {
    name: 'refused-repeat',
    when: 'Nylas refuses the repeat of what went out',
    faults: [
      { action: 'accept_then_drop', times: 1 },
      { action: 'status', status: 401, type: 'unauthorized', times: 1 },
    ],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'edge-502',
    when: 'the edge answers 502 in HTML, once before and once after Nylas took it',
    faults: [
      { action: 'html', status: 502, times: 1 },
      { action: 'accept_then_html', times: 1 },
    ],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'kept-500',
    when: 'Nylas fails (500), keeps that for the key, and nothing left: a new key',
    faults: [{ action: 'status', status: 500, kept: true, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
    keys: 2,
  },
  {
    name: 'kept-500-left',
    when: 'Nylas fails (500), keeps that for the key, but it left',
    faults: [{ action: 'accept_then_status', status: 500, kept: true, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'fresh-504',
    when: 'Nylas answers 504 after it left',
    faults: [{ action: 'accept_then_status', status: 504, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'kept-504',
    when: 'Nylas answers 504, keeps that, and the mail is nowhere',
    faults: [{ action: 'status', status: 504, kept: true, times: 1 }],
    ends: 'doubt send_doubt category_reply',
    mails: 0,
  },
  {
    name: 'kept-504-left',
    when: 'Nylas answers 504, keeps that, but it left',
    faults: [{ action: 'accept_then_status', status: 504, kept: true, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'window',
    when: 'nothing but 503 until the window of the key is over, and nothing left: a new key',
    faults: [{ action: 'status', status: 503, times: 3 }],
    ends: 'sent category_reply',
    mails: 1,
    keys: 2,
  },
  {
    name: 'window-left',
    when: 'it left, and nothing but lost answers until the window of the key is over',
    faults: [{ action: 'accept_then_drop' }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'queued-sent',
    when: 'Nylas queues it (202), and it can be found later',
    faults: [{ action: 'accept_202', delay_ms: 500, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'throttled',
    when: 'Nylas is too busy (429) and says for how long',
    faults: [{ action: 'status', status: 429, retry_after: 2, times: 2 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'throttled-silent',
    when: 'Nylas is too busy (429) and does not say for how long',
    faults: [{ action: 'status', status: 429, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
  },
  {
    name: 'throttled-kept',
    when: 'Nylas is too busy (429) and keeps that for the key: a new key',
    faults: [{ action: 'status', status: 429, retry_after: 1, kept: true, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
    keys: 2,
  },
  {
    name: 'queued-failed',
    when: 'Nylas queues it (202), and reports that it failed',
    faults: [{ action: 'accept_202', delay_ms: 500, outcome: 'failed', times: 1 }],
    ends: 'review send_failed category_reply',
    mails: 0,
    told: true,
  },
  {
    name: 'queued-delivered',
    when: 'Nylas queues it (202), shows it nowhere, and reports that it was delivered',
    faults: [{ action: 'accept_202', delay_ms: 500, times: 1 }],
    ends: 'sent category_reply',
    mails: 1,
    told: true,
  },
];

/** The rules of the sandbox for a case: what its sends meet, and whether anything is told of them. */
export function faultsOf({ name, faults, told = false }: Case): object[] {
  const sends = { method: 'POST', path: `/grants/${name}/messages/send` };
  // The first notification is that of the question; the rest would tell what became of the answer.
  const silence = { match: { trigger: 'message.*', grant: name }, action: 'webhook_lost', skip: 1 };
  return [...faults.map((fault) => ({ match: sends, ...fault })), ...(told ? [] : [silence])];
}
