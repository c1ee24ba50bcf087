import { useApi } from '../api/load.ts';
import type { Thread } from '../api/types.ts';
import type { MessageStory } from '../api/view-types.ts';
import { bareSubject, costText, shareText } from '../format.ts';
import { useRefresh } from '../live/refresh.ts';
import { mailboxName } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { nameOf } from '../review/words.ts';
import { Mail } from '../thread/mail.tsx';
import { htmlPath, threadPath } from '../thread/thread.tsx';
import { Facts } from '../ui/facts.tsx';
import { ErrorNote, Skeleton } from '../ui/notes.tsx';
import { Outcome } from '../ui/outcome.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Part } from '../ui/part.tsx';
import { useBack } from '../ui/row-keys.ts';
import { At } from '../ui/time.tsx';
import { wordsOf } from '../words.ts';
import { Exchanges } from './exchanges.tsx';
import { Sender } from './sender.tsx';
import { Steps } from './steps.tsx';
import { StoryActions } from './story-actions.tsx';
import { DraftPart, SentPart, UnderstoodPart } from './told.tsx';

const KINDS = ['message.concluded', 'review.opened', 'review.decided', 'review.changed'] as const;

/** One message from its arrival to its end: why, how long each step took, what was written and sent, what it cost. */
export function Story({ grant, message }: { grant: string; message: string }) {
  const path = `/api/messages/${encodeURIComponent(grant)}/${encodeURIComponent(message)}`;
  const { value: story, fault, status, reload } = useApi<MessageStory>(path);
  useRefresh(KINDS, reload);
  const back = useBack('/activity');
  if (story === undefined) {
    if (fault === null) return <Loading />;
    const isGone = status === 404;
    return (
      <div class="page">
        <PageHead title="Message" back={{ href: back, words: 'Activity' }} />
        <ErrorNote
          title={isGone ? 'This message is not known' : 'The message cannot be shown'}
          {...(isGone ? {} : { onRetry: reload })}
        >
          <p>{isGone ? 'It was never seen here, or it came to its end more than 14 days ago.' : fault}</p>
        </ErrorNote>
      </div>
    );
  }
  return <Told story={story} path={path} back={back} reload={reload} />;
}

function Loading() {
  return (
    <div class="page">
      <Skeleton lines={12} />
    </div>
  );
}

type ToldProps = { story: MessageStory; path: string; back: string; reload: () => void };

function Told({ story, path, back, reload }: ToldProps) {
  const threadHref = pathOf('threads', story.grant_id, story.thread_id);
  const thread = useApi<Thread>(threadPath(story.grant_id, story.thread_id)).value;
  const mail = thread?.messages.find(({ id }) => id === story.message_id);
  const from = mail?.from[0];
  const sent = story.reply ?? story.escalation;
  return (
    <div class="page story">
      <PageHead
        title={bareSubject(thread?.subject ?? sent?.subject ?? 'A message')}
        badge={<Outcome state={story.state} />}
        back={{ href: back, words: 'Activity' }}
        about={from === undefined ? `To ${mailboxName(story.grant_id)}` : `From ${nameOf(from)}`}
        actions={<StoryActions story={story} path={path} threadHref={threadHref} done={reload} />}
      />
      <div class="story-parts">
        <div class="story-main">
          {mail === undefined ? null : (
            <Part title="What they wrote">
              <ol class="card story-mail">
                <Mail mail={mail} htmlPath={htmlPath(story.grant_id, story.thread_id, mail.id)} open />
              </ol>
            </Part>
          )}
          <WhyPart story={story} />
          <SentPart story={story} />
          <Part title="Step by step">
            {story.steps.length === 0 ? (
              <p class="soft">
                {story.state === 'new' ? 'Nothing has happened yet.' : 'No step was finished.'}
              </p>
            ) : (
              <Steps steps={story.steps} />
            )}
          </Part>
          <DraftPart story={story} />
          <Exchanges path={`${path}/exchanges`} />
        </div>
        <aside class="story-side" aria-label="Facts">
          <StoryFacts story={story} />
          <UnderstoodPart story={story} />
          {story.trust === null ? null : <Sender trust={story.trust} />}
        </aside>
      </div>
    </div>
  );
}

function WhyPart({ story }: { story: MessageStory }) {
  if (story.reasons.length === 0 && story.last_fault === null) return null;
  return (
    <Part title="Why">
      <ul class="reasons">
        {story.reasons.map(({ code, detail }) => (
          <li key={`${code}/${detail}`}>
            <strong title={code}>{wordsOf(code)}</strong>
            {detail === '' ? null : <span dir="auto">{detail}</span>}
          </li>
        ))}
        {story.last_fault === null || story.attempts === 0 || story.state === 'dead' ? null : (
          <li class="reason-fault">
            <strong>
              {story.attempts === 1 ? 'A fault was met' : `Faults were met ${story.attempts} times`}
            </strong>
            <span dir="auto">{story.last_fault}</span>
          </li>
        )}
      </ul>
    </Part>
  );
}

function StoryFacts({ story }: { story: MessageStory }) {
  const { category, confidence } = story;
  return (
    <Facts
      facts={[
        ['Mailbox', mailboxName(story.grant_id)],
        ['Agent', story.agent],
        ['Came', <At at={story.admitted_at} />],
        ['Category', category?.replaceAll('_', ' ')],
        ['Confidence', confidence === null ? null : shareText(confidence)],
        ['Held until', story.held_until === null ? null : <At at={story.held_until} />],
        ['Cost', costText(story.cost)],
        ['Faults', story.attempts === 0 ? null : String(story.attempts)],
        ['Id', <code>{story.message_id}</code>],
      ]}
    />
  );
}
