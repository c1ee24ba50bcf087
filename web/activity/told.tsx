import type { MessageStory } from '../api/view-types.ts';
import { shareText } from '../format.ts';
import { Facts } from '../ui/facts.tsx';
import { Part } from '../ui/part.tsx';

/** The mail that left, or is about to. */
export function SentPart({ story }: { story: MessageStory }) {
  const mail = story.reply ?? story.escalation;
  if (mail === undefined) return null;
  const isOut = story.state === 'sent' || story.state === 'escalated';
  const what = story.reply === undefined ? 'Handed on' : 'Reply';
  return (
    <Part title={isOut ? `${what}, as it was sent` : `${what}, not sent so far`}>
      <div class="card mail-card">
        <Facts
          facts={[
            ['To', mail.to.map(({ email }) => email).join(', ')],
            ['Subject', <span dir="auto">{mail.subject}</span>],
          ]}
        />
        <p class="prose" dir="auto">
          {mail.body}
        </p>
      </div>
    </Part>
  );
}

/** What the model took the mail for. */
export function UnderstoodPart({ story: { classification: seen } }: { story: MessageStory }) {
  if (seen === null) return null;
  return (
    <Part title="What the model saw">
      <p class="soft" dir="auto">
        {seen.reason}
      </p>
      <Facts
        facts={[
          ['Language', seen.language],
          ['Needs a reply', seen.needs_reply ? 'yes' : 'no'],
          ['Gives orders', seen.injection ? 'yes' : 'no'],
        ]}
      />
    </Part>
  );
}

/** The model's draft with what each sentence rests on; without its text where it left as it was. */
export function DraftPart({ story }: { story: MessageStory }) {
  const { draft, sources } = story;
  if (draft === null) return null;
  const stated = sources.filter(({ kind }) => kind !== 'courtesy' && kind !== 'question');
  const wasSent = story.reply?.body.trim() === draft.body.trim();
  return (
    <Part title="The model’s draft">
      {wasSent ? (
        <p class="soft">It left as it was written.</p>
      ) : (
        <p class="prose card mail-card" dir="auto">
          {draft.body}
        </p>
      )}
      {stated.length === 0 ? null : (
        <table class="grounds">
          <caption>What it states, and what that rests on</caption>
          <tbody>
            {stated.map(({ sentence, support }) => (
              <tr key={sentence}>
                <td dir="auto">{sentence}</td>
                <td class={support === null ? 'unsupported' : ''}>{support ?? 'nothing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Facts
        facts={[
          ['Own confidence', shareText(draft.confidence)],
          ['Could not support', draft.unsupported.join(' · ')],
          ['Promises', draft.commitments.join(' · ')],
        ]}
      />
    </Part>
  );
}
