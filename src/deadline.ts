/** A signal that aborts when the time is up or the caller aborts. Dispose it when the work is over. */
export type Deadline = Disposable & { signal: AbortSignal; passed: () => boolean };

/**
 * Like `AbortSignal.any([signal, AbortSignal.timeout(ms)])`, but the timer ends with the work: a send has
 * 150 s, and thousands of them must not leave thousands of timers behind.
 */
export function startDeadline(ms: number, signal: AbortSignal): Deadline {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, ms);
  const follow = () => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}
