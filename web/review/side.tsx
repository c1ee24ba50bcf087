import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { AuditEntry, Review } from '../api/types.ts';
import { costText } from '../format.ts';
import { nameOfPerson } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { ErrorNote, Skeleton } from '../ui/notes.tsx';
import { Pill } from '../ui/pill.tsx';
import { Ago, At } from '../ui/time.tsx';
import { Assignee } from './assignee.tsx';
import { didWords } from './history.ts';
import { nameOf, proofOf, timesWords } from './words.ts';

/** What to know beside the text: the sender, what approving does, who has it, notes, cost, history. */
export function Side({ review }: { review: Review }) {
  return (
    <aside class="side" aria-label="About this review">
      <Sender review={review} />
      <Actions review={review} />
      <Block title="Assigned to">
        <Assignee review={review} />
      </Block>
      <Notes review={review} />
      <Block title="Details">
        <Details review={review} />
      </Block>
      <History id={review.id} version={review.version} />
    </aside>
  );
}

function Block({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="side-block">
      <h3 class="heading">{title}</h3>
      {children}
    </section>
  );
}

function Sender({ review: { from, trust } }: { review: Review }) {
  const proof = trust === null ? null : proofOf(trust);
  return (
    <Block title="Sender">
      <p class="side-who">
        <bdi>{from.map(nameOf).join(', ')}</bdi>
      </p>
      {trust === null || proof === null ? null : (
        <>
          <p>
            <Pill tone={proof.tone} title={`SPF ${trust.spf}, DKIM ${trust.dkim}, DMARC ${trust.dmarc}`}>
              {proof.short}
            </Pill>{' '}
            <span class="soft">
              {proof.long} {timesWords(trust.seen_before)}
            </span>
          </p>
          <ul class="side-facts">
            {trust.facts
              .filter(({ code }) => code !== 'not_authenticated' && code !== 'first_seen')
              .map(({ code, detail }) => (
                <li key={code} dir="auto">
                  {detail}
                </li>
              ))}
          </ul>
        </>
      )}
    </Block>
  );
}

const ends = {
  proposed: null,
  running: 'begun, no answer known',
  done: 'done',
  failed: 'failed',
  unsure: 'perhaps done: look first',
} as const;

function Actions({ review: { actions } }: { review: Review }) {
  if (actions.length === 0) return null;
  return (
    <Block title="Approving does this first">
      <ul class="side-actions">
        {actions.map(({ tool, words, status }, at) => (
          <li key={at} dir="auto" title={tool}>
            {words}{' '}
            {ends[status] === null ? null : (
              <Pill tone={status === 'done' ? 'good' : 'warn'}>{ends[status]}</Pill>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Notes({ review: { notes } }: { review: Review }) {
  if (notes.length === 0) return null;
  return (
    <Block title="Notes">
      <ul class="notes">
        {notes.map(({ by, at, text }) => (
          <li key={at + by}>
            <p class="soft">
              <strong>{nameOfPerson(by)}</strong> <Ago at={at} />
            </p>
            <p class="notes-text" dir="auto">
              {text}
            </p>
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Details({ review }: { review: Review }) {
  const { created_at: created, updated_at: updated, cost, agent, expires_at: expires, approvals } = review;
  return (
    <dl class="facts">
      <div>
        <dt>Waiting since</dt>
        <dd>
          <At at={created} />
        </dd>
      </div>
      {updated === created ? null : (
        <div>
          <dt>Changed</dt>
          <dd>
            <Ago at={updated} />
          </dd>
        </div>
      )}
      {expires === null ? null : (
        <div>
          <dt>Expires</dt>
          <dd>
            <Ago at={expires} />
          </dd>
        </div>
      )}
      {approvals.length === 0 ? null : (
        <div>
          <dt>Approved by</dt>
          <dd>{approvals.map(({ by }) => nameOfPerson(by)).join(', ')}</dd>
        </div>
      )}
      <div>
        <dt>Agent</dt>
        <dd>{agent}</dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>{costText(cost)}</dd>
      </div>
      <div>
        <dt>Message</dt>
        <dd>
          <a class="text-link" href={pathOf('activity', review.grant_id, review.message_id)}>
            What became of it, step by step
          </a>
        </dd>
      </div>
    </dl>
  );
}

function History({ id, version }: { id: string; version: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="side-block" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="heading">History</summary>
      {isOpen ? <Entries key={version} id={id} /> : null}
    </details>
  );
}

function Entries({ id }: { id: string }) {
  const { value, fault } = useApi<{ entries: AuditEntry[] }>(
    `/api/reviews/${encodeURIComponent(id)}/history`,
  );
  if (fault !== null) return <ErrorNote title="The history could not be read">{fault}</ErrorNote>;
  if (value === undefined) return <Skeleton lines={3} />;
  return (
    <ul class="notes">
      {value.entries.map(({ at, by, what }) => (
        <li key={at + what}>
          <span class="soft">
            <At at={at} />
          </span>{' '}
          <strong>{nameOfPerson(by)}</strong> {didWords(what)}
        </li>
      ))}
    </ul>
  );
}
