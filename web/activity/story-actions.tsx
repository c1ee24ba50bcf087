import { useState } from 'preact/hooks';
import { api, wordsOf } from '../api/client.ts';
import type { MessageStory } from '../api/view-types.ts';
import { isAdmin, mayDecide } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { say } from '../ui/toasts.tsx';

type StoryActionsProps = { story: MessageStory; path: string; threadHref: string; done: () => void };

/** Where to go from a message, and what may be done with it as it is. */
export function StoryActions({ story, path, threadHref, done }: StoryActionsProps) {
  const [busy, setBusy] = useState(false);
  const act = async (what: 'retry' | 'undo', said: string) => {
    setBusy(true);
    try {
      await api('POST', `${path}/${what}`);
      say(said, { tone: 'good' });
    } catch (fault) {
      say(wordsOf(fault), { tone: 'bad' });
    }
    setBusy(false);
    done();
  };
  return (
    <>
      {story.state === 'dead' && isAdmin.value ? (
        <button
          class="btn btn-primary"
          disabled={busy}
          onClick={() => void act('retry', 'It goes round again, with all its tries.')}
        >
          Try it again
        </button>
      ) : null}
      {story.state === 'ready' && story.held_until !== null && mayDecide.value ? (
        <button
          class="btn btn-danger"
          disabled={busy}
          onClick={() => void act('undo', 'Taken back. It waits for a person with the same text.')}
        >
          Take it back
        </button>
      ) : null}
      {story.review_id === null ? null : (
        <a class="btn" href={pathOf('reviews', story.review_id)}>
          Review
        </a>
      )}
      <a class="btn" href={threadHref}>
        Thread
      </a>
    </>
  );
}
