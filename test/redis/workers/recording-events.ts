import type { Events } from '#telemetry/events.ts';

/** Events that are only noted: the name of each and what came with it. */
export function recordingEvents(note: (name: string, args: unknown[]) => void): Events {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every method it is asked for is there
  return new Proxy({} as Events, {
    get:
      (_target, name) =>
      (...args: unknown[]) =>
        note(String(name), args),
  });
}
