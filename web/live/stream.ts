import { signal } from '@preact/signals';
import type { ReviewStatus } from '../api/types.ts';
import { api, isRecord, signedOut } from '../api/client.ts';

export const newsKinds = [
  'review.opened',
  'review.changed',
  'review.decided',
  'message.concluded',
  'agents.changed',
  'pause.changed',
] as const;
export type NewsKind = (typeof newsKinds)[number];

/** One thing that happened, as `/api/events` tells it. */
export type News = {
  type: NewsKind;
  at: string;
  grant_id?: string;
  thread_id?: string;
  message_id?: string;
  review_id?: string;
  version?: number;
  status?: ReviewStatus;
  state?: string;
  by?: string;
};

/** `lost`: what is shown may be old. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

type Listener = { news(news: News): void; reset(): void };
const listeners = new Set<Listener>();

/** Hears what happens. `reset`: something may have been missed, so read again what is shown. Gives the way to stop. */
export function hear(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
let waitMs = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let source: EventSource | undefined;

/** Opens the stream and keeps it open: after a fault it tries again, waiting longer each time. */
export function listen(): void {
  open();
  window.addEventListener('online', retryNow);
  window.addEventListener('offline', lose);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && connection.value === 'lost') retryNow();
  });
}

/** Tries at once instead of waiting for its turn. */
export function retryNow(): void {
  waitMs = FIRST_WAIT_MS;
  open();
}

function open(): void {
  clearTimeout(timer);
  source?.close();
  const opened = new EventSource('/api/events');
  source = opened;
  opened.addEventListener('open', () => {
    const wasLost = connection.value === 'lost';
    connection.value = 'live';
    waitMs = FIRST_WAIT_MS;
    // A stream that is opened anew by us carries no Last-Event-ID.
    if (wasLost) reset();
  });
  opened.addEventListener('error', () => {
    if (source !== opened) return;
    lose();
    // An EventSource does not say why it failed; this tells whether the session ended.
    void api('GET', '/api/me').catch(() => undefined);
  });
  opened.addEventListener('reset', reset);
  for (const kind of newsKinds) {
    opened.addEventListener(kind, ({ data }: MessageEvent<string>) => tell(data));
  }
}

/** Gives the stream up and tries again after a while. */
function lose(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  connection.value = 'lost';
  timer = setTimeout(open, waitMs * (0.75 + Math.random() / 2));
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
}

function tell(data: string): void {
  const news: unknown = JSON.parse(data);
  if (isNews(news)) for (const listener of listeners) listener.news(news);
}

function isNews(value: unknown): value is News {
  return isRecord(value) && newsKinds.some((kind) => kind === value['type']);
}

function reset(): void {
  for (const listener of listeners) listener.reset();
}

signedOut.subscribe((isOut) => {
  if (!isOut) return;
  clearTimeout(timer);
  source?.close();
  source = undefined;
});
