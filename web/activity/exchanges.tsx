import { useState } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { Exchange, ExchangesAnswer } from '../api/view-types.ts';
import { costText, durationText } from '../format.ts';
import { mayDecide } from '../shell/me.ts';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/notes.tsx';
import { Part } from '../ui/part.tsx';
import { say } from '../ui/toasts.tsx';
import { stepWords } from './step-words.ts';

/** What exactly was asked of models and what they said, where the operator keeps it. For those who may decide. */
export function Exchanges({ path }: { path: string }) {
  if (!mayDecide.value) return null;
  return (
    <Part title="Prompts and answers">
      <Kept path={path} />
    </Part>
  );
}

function Kept({ path }: { path: string }) {
  const { value, fault } = useApi<ExchangesAnswer>(path);
  if (fault !== null) return <p role="alert">{fault}</p>;
  if (value === undefined) return <Skeleton lines={2} />;
  if (value.exchanges.length > 0) {
    return (
      <>
        {value.exchanges.map((one) => (
          <One key={`${one.at}/${one.step}`} exchange={one} />
        ))}
      </>
    );
  }
  return (
    <p class="soft">
      {value.kept ? (
        'No model was asked, or it was so long ago that it is forgotten.'
      ) : (
        <>
          They are not kept. Set <code>KEEP_PROMPTS_DAYS</code> to the days for which they are to be.
        </>
      )}
    </p>
  );
}

function One({ exchange }: { exchange: Exchange }) {
  const { step, model, took_ms, cost } = exchange;
  return (
    <details class="exchange">
      <summary>
        <strong>{stepWords(step)}</strong> {model} <span class="soft">{durationText(took_ms)}</span>
      </summary>
      <Text title="Instructions" text={exchange.system} />
      <Text title="Question" text={exchange.user} />
      {exchange.answer === '' ? null : <Text title="Answer" text={exchange.answer} />}
      {exchange.fault === null ? null : (
        <p class="exchange-fault" dir="auto">
          No answer: {exchange.fault}
        </p>
      )}
      <p class="soft">{costText(cost)}</p>
    </details>
  );
}

function Text({ title, text }: { title: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      say('The browser did not let this page copy. Select the text instead.', { tone: 'bad' });
    }
  };
  return (
    <section class="exchange-text">
      <header>
        <h3>{title}</h3>
        <button class="btn btn-quiet" onClick={() => void copy()}>
          <Icon name="copy" size={14} /> {copied ? 'Copied' : 'Copy'}
        </button>
      </header>
      <pre tabIndex={0} dir="auto">
        {text}
      </pre>
    </section>
  );
}
