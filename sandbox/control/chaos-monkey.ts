import type { RequestFault, WebhookFault } from './actions.ts';
import { type ChaosRun, createChaosRun, type Lag } from './chaos-run.ts';
import type { Chaos } from './chaos.ts';
import type { FaultRequest } from './endpoints.ts';

export type ChaosMonkey = {
  start(settings: Chaos): void;
  /** Ends it; the counts stay until the next start. */
  end(): void;
  clear(): void;
  isActive(): boolean;
  report(): { active: boolean; settings: Chaos | null; counts: ChaosRun['counts'] };
  ofRequest(request: FaultRequest): RequestFault | undefined;
  ofNotification(): WebhookFault[];
  lagOfMessage(): Lag;
};

/** The random faults of a sandbox: none until they are started, and none after they ended. */
export function createChaosMonkey(): ChaosMonkey {
  let last: ChaosRun | undefined;
  let running: ChaosRun | undefined;
  return {
    start(settings) {
      last = running = createChaosRun(settings);
    },
    end() {
      running = undefined;
    },
    clear() {
      last = running = undefined;
    },
    isActive: () => running !== undefined,
    report: () => ({
      active: running !== undefined,
      settings: last?.settings ?? null,
      counts: last?.counts ?? {},
    }),
    ofRequest: (request) => running?.ofRequest(request),
    ofNotification: () => running?.ofNotification() ?? [],
    lagOfMessage: () => running?.lagOfMessage() ?? { listingMs: 0, metadataMs: 0 },
  };
}
