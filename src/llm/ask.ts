import { performance } from 'node:perf_hooks';
import { addCost, type Cost, noCost } from '#domain/decision.ts';
import type { Ask, Clock, ModelRef } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { allFailed, type Failed, leftAlone } from './all-failed.ts';
import { answerTo } from './answer-to.ts';
import { type Breakers, createBreakers } from './breakers.ts';
import { createServers } from './servers.ts';
import { Unanswered } from './unanswered.ts';

export type AskOptions = {
  apiKey: string;
  /** Of any OpenAI-compatible server; undefined: OpenAI itself. */
  baseUrl: string | undefined;
  /** For each request to the model, from its start to the last byte; a repair is a request of its own. */
  timeoutMs: number;
  /** Told of every model that was asked a question when that is over, unless the caller aborted it; must not throw. */
  onCall?: (call: ModelCall) => void;
  /** What is known of servers that are away; shared with whoever shows it. */
  breakers?: Breakers;
  /** Against which a `Retry-After` that is a date is read. */
  now?: Clock;
};

type ModelCall = {
  name: string;
  model: string;
  status: 'ok' | 'repaired' | 'fault';
  tookMs: number;
  cost: Cost;
};
type Tried<T> = { kind: 'answered'; value: T; raw: string } | { kind: 'failed'; fault: Unanswered };

/** The models behind OpenAI-compatible `/chat/completions`; see `Ask` for what it promises. */
export function createAsk(options: AskOptions): Ask {
  const { onCall, now = Date.now } = options;
  const breakers = options.breakers ?? createBreakers(now);
  const serverOf = createServers({ ...options, now });

  /** Asks one model; `spend` is told what it cost. */
  async function tryOne<T>(
    question: Parameters<Ask>[0] & { schema: Answered<T> },
    { model, server: named }: ModelRef,
    call: { hasOther: boolean; withinMs: number | undefined; spend: (cost: Cost) => void },
  ): Promise<Tried<T>> {
    const { name, signal, onUse } = question;
    const { complete, server, takesCacheKey } = serverOf(named);
    const place = { model, server: server.base };
    const allowed = breakers.allows(place, call.hasOther);
    if (allowed.kind === 'leave') {
      onUse?.({ model, cost: noCost, tookMs: 0, fault: 'away' });
      return { kind: 'failed', fault: leftAlone(server, allowed.waitMs) };
    }
    const startedAt = performance.now();
    let cost = noCost;
    const spend = (more: Cost) => void (cost = addCost(cost, more));
    const tell = (status: ModelCall['status'], fault?: string) => {
      const tookMs = performance.now() - startedAt;
      call.spend(cost);
      onCall?.({ name, model, status, tookMs, cost });
      onUse?.({ model, cost, tookMs, ...(fault === undefined ? {} : { fault }) });
    };
    breakers.asked(place);
    try {
      const cacheKey = takesCacheKey ? question.cacheKey : undefined;
      const asked = { ...question, model, cacheKey };
      const answer = await answerTo(asked, complete, { signal, withinMs: call.withinMs, spend });
      breakers.answered(place);
      tell(answer.repaired ? 'repaired' : 'ok');
      return { kind: 'answered', value: answer.value, raw: answer.raw };
    } catch (error) {
      if (signal.aborted || !(error instanceof Unanswered)) breakers.abandoned(place);
      signal.throwIfAborted();
      if (!(error instanceof Unanswered)) throw error;
      if (error.isAway) breakers.failed(place, waitOf(error));
      else breakers.answered(place);
      tell('fault', error.word);
      return { kind: 'failed', fault: error };
    }
  }

  return async (question) => {
    const startedAt = performance.now();
    const { withinMs = Infinity, fallbacks = [] } = question;
    const failed: Failed[] = [];
    let cost = noCost;
    for (const [at, choice] of [question, ...fallbacks].entries()) {
      const leftMs = withinMs - (performance.now() - startedAt);
      if (at > 0 && leftMs <= 0) break;
      const tried = await tryOne(question, choice, {
        hasOther: at < fallbacks.length,
        withinMs: leftMs === Infinity ? undefined : leftMs,
        spend: (more) => void (cost = addCost(cost, more)),
      });
      if (tried.kind === 'answered') return { value: tried.value, raw: tried.raw, model: choice.model, cost };
      failed.push({ model: choice.model, fault: tried.fault });
      if (tried.fault.isRefusal) break;
    }
    throw allFailed(failed);
  };
}

type Answered<T> = Parameters<typeof answerTo<T>>[0]['schema'];

function waitOf({ error }: Unanswered): number | undefined {
  return error instanceof TransientError ? error.retryAfterMs : undefined;
}
