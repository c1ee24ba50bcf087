import { html } from 'hono/html';
import type { Address } from '#domain/mail.ts';
import type { OneTapVerdict } from '#domain/one-tap.ts';
import type { Review } from '#domain/review.ts';
import { type Html, layout } from './page-layout.ts';
import type { TapState } from './one-tap-judge.ts';

/** What can be told of a link beside its state: one whose seal is not ours, and a verdict that was just given. */
export type TapShown = Exclude<TapState, 'ask'> | 'unknown' | 'approved_before' | 'sign_in_first' | 'done';

/** The page that asks once more; opening it changes nothing. */
export function askPage(review: Review, verdict: OneTapVerdict, token: string): Html {
  const approves = verdict === 'approve';
  const people = peopleOf([...review.to, ...review.cc]);
  return page(
    approves ? 'Send this reply?' : 'Reject this reply?',
    html`<p class="lead">
        ${approves ? `It goes to ${people}, as it stands here.` : 'Nothing is sent, and the draft is deleted.'}
      </p>
      <dl>
        <dt>From</dt>
        <dd>${peopleOf(review.from)}</dd>
        <dt>Subject</dt>
        <dd>${review.subject}</dd>
        <dt>They wrote</dt>
        <dd class="text" tabindex="0">${review.question}</dd>
        <dt>${approves ? 'The reply' : 'The draft'}</dt>
        <dd class="text" tabindex="0">${review.body.trim() === '' ? 'There is none.' : review.body}</dd>
        ${actionsOf(review, approves)}
      </dl>
      <form method="post" action="/one-tap">
        <input type="hidden" name="token" value="${token}" />
        <button class="primary">${approves ? 'Send it' : 'Reject it'}</button>
      </form>
      ${openLink(review)}`,
  );
}

/** The page that says what became of it, or why nothing happens. */
export function toldPage(
  shown: TapShown,
  verdict: OneTapVerdict | undefined,
  review: Review | undefined,
): Html {
  const [title, sentence] = wordsOf(shown, verdict, review);
  return page(
    title,
    html`<p class="lead">${sentence}</p>
      ${review === undefined ? '' : openLink(review)}`,
  );
}

function wordsOf(
  shown: TapShown,
  verdict: OneTapVerdict | undefined,
  review: Review | undefined,
): [string, string] {
  switch (shown) {
    case 'done':
      if (review?.status === 'open')
        return ['Thank you', 'Your approval counts. Somebody else has to approve it too before it is sent.'];
      return verdict === 'approve'
        ? ['Approved', 'The reply is being sent.']
        : ['Rejected', 'Nothing is sent to them.'];
    case 'used':
      return ['Used already', 'This link has decided already, so nothing happens now.'];
    case 'decided':
      return ['Nothing to decide', `${statusWords(review)} Nothing happened now.`];
    case 'expired':
      return ['Too old', 'Links of a digest count for 72 hours. Nothing happened; decide on the page.'];
    case 'stale':
      return [
        'It has changed',
        'The reply or its thread is not as the mail showed it to you. Nothing happened; look at it on the page.',
      ];
    case 'not_allowed':
      return ['Not allowed', 'You may not decide this any more. Nothing happened.'];
    case 'approved_before':
      return ['Approved before', 'You have approved it already. Somebody else has to approve it too.'];
    case 'sign_in_first':
      return [
        'Sign in for this one',
        'Two people have to approve it, each signed in. Nothing happened; approve it on the page.',
      ];
    case 'gone':
      return ['Gone', 'This review is long over and forgotten. Nothing happened.'];
    case 'unknown':
      return ['Not a link of ours', 'It is not whole, or was changed on the way. Nothing happened.'];
  }
}

function statusWords(review: Review | undefined): string {
  switch (review?.status) {
    case 'approved':
      return 'It was approved.';
    case 'sent':
      return 'It was approved, and has been sent.';
    case 'rejected':
      return 'It was rejected.';
    case 'stale':
      return 'A newer mail came, and is answered instead.';
    case 'expired':
      return 'Nobody decided in time.';
    case 'closed':
    case 'open':
    case undefined:
      return 'It needs no decision any more.';
  }
}

function actionsOf({ actions = [] }: Review, approves: boolean): Html | string {
  if (!approves || actions.length === 0) return '';
  return html`<dt>Done before it is sent</dt>
    ${actions.map(({ words }) => html`<dd>${words}</dd>`)}`;
}

const openLink = (review: Review): Html =>
  html`<p class="after"><a href="/reviews/${encodeURIComponent(review.id)}">Open it on the page</a></p>`;

function peopleOf(people: readonly Address[]): string {
  return people.map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ') || 'nobody';
}

function page(title: string, inner: Html): Html {
  return layout({
    title,
    style: '/assets/one-tap.css',
    content: html`<main class="one-tap">
      <h1>${title}</h1>
      ${inner}
    </main>`,
  });
}
