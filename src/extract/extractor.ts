import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { startDeadline } from '#deadline.ts';
import { type Extract, Extracted, type ExtractLimits, type ReceivedFile } from '#domain/extract.ts';

type Options = {
  /** For one file, from the start of its thread. */
  timeoutMs?: number;
  /** Memory that one file may cost, beside the heap of its thread. */
  maxGrowthBytes?: number;
};

const MB = 1024 * 1024;
const WATCH_MS = 50;

/**
 * Reads files one after the other, each in a thread of its own that is ended when it takes too long or too much memory.
 * The heap of the thread is bounded by V8; what it unpacks beside its heap is seen in the memory of the process.
 */
export function createExtractor({ timeoutMs = 15_000, maxGrowthBytes = 400 * MB }: Options = {}): Extract {
  let last: Promise<unknown> = Promise.resolve();
  return (file, limits, signal) => {
    const mine = last.then(() => readInThread(file, limits, { timeoutMs, maxGrowthBytes, signal }));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function readInThread(
  file: ReceivedFile,
  limits: ExtractLimits,
  { timeoutMs, maxGrowthBytes, signal }: Required<Options> & { signal: AbortSignal },
): Promise<Extracted> {
  signal.throwIfAborted();
  using deadline = startDeadline(timeoutMs, signal);
  const tooMuch = new AbortController();
  const worker = new Worker(new URL('thread.ts', import.meta.url), {
    workerData: { file, limits },
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 },
    stdout: true,
    stderr: true,
  });
  const startBytes = process.memoryUsage.rss();
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() - startBytes > maxGrowthBytes) tooMuch.abort();
  }, WATCH_MS);
  try {
    const signals = [deadline.signal, tooMuch.signal];
    const messages: unknown[] = await once(worker, 'message', { signal: AbortSignal.any(signals) });
    return Extracted.parse(messages[0]);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unread', because: reasonOf(error, deadline.passed(), tooMuch.signal.aborted) };
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

function reasonOf(error: unknown, isLate: boolean, isLarge: boolean): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isLarge || code === 'ERR_WORKER_OUT_OF_MEMORY') return 'reading it would take too much memory';
  return isLate ? 'reading it would take too long' : 'it is damaged or not what it says it is';
}
