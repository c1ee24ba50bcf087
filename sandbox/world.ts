import type { Header, Person } from './mail/types.ts';
import { domainOf, newId, newUuid } from './ids.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMailbox, type Mailbox } from './nylas/mailbox.ts';
import type { SandboxOptions } from './options.ts';
import { createRing, type Ring } from './ring.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { type ChaosMonkey, createChaosMonkey } from './control/chaos-monkey.ts';
import { createFaults, type Faults } from './control/faults.ts';
import { createModelDesk, type ModelDesk } from './model/desk.ts';
import { createDispatcher, type Dispatcher } from './webhooks/dispatch.ts';

/** A mail that left for an address outside the sandbox. */
export type CaughtMail = {
  id: string;
  at: number;
  grantId: string;
  messageId: string;
  threadId: string;
  /** The one recipient this copy is for. */
  recipient: string;
  from: Person[];
  to: Person[];
  cc: Person[];
  subject: string;
  headers: Header[];
  body: string;
  raw: () => Promise<Uint8Array>;
};

type LoggedRequest = {
  at: string;
  method: string;
  path: string;
  query: string;
  status: number;
  took_ms: number;
  headers: Record<string, string>;
  body_sha256: string | undefined;
};

/** All state of one running sandbox. Nothing is kept beyond it. */
export type World = {
  options: SandboxOptions;
  applicationId: string;
  mailboxes: Map<string, Mailbox>;
  outbox: Ring<CaughtMail>;
  requests: Ring<LoggedRequest>;
  ledger: Ledger;
  webhooks: Dispatcher;
  faults: Faults;
  chaos: ChaosMonkey;
  settings: Settings;
  model: ModelDesk;
  /** Aborts when the sandbox stops. */
  stopping: AbortSignal;
  nextSequence: () => number;
  /** Now, in seconds. */
  seconds: () => number;
};

const OUTBOX_SIZE = 20_000;
const REQUEST_LOG_SIZE = 20_000;

export function createWorld(options: SandboxOptions, stopping: AbortSignal): World {
  let sequence = 0;
  const applicationId = newUuid();
  const faults = createFaults();
  const chaos = createChaosMonkey();
  const settings = { ...defaultSettings };
  const world: World = {
    options,
    applicationId,
    mailboxes: new Map(),
    outbox: createRing(OUTBOX_SIZE),
    requests: createRing(REQUEST_LOG_SIZE),
    ledger: createLedger(),
    webhooks: createDispatcher({
      applicationId,
      retryMs: options.webhookRetryMs,
      timeoutMs: options.webhookTimeoutMs,
      stopping,
      settings,
      faultsOf: (notification) => [...faults.takeAll(notification), ...chaos.ofNotification()],
    }),
    faults,
    chaos,
    settings,
    model: createModelDesk(),
    stopping,
    nextSequence: () => ++sequence,
    seconds: () => Math.floor(Date.now() / 1000),
  };
  addStartMailboxes(world);
  for (const rule of options.faults.faults ?? []) faults.add(rule);
  if (options.faults.chaos) chaos.start(options.faults.chaos);
  Object.assign(settings, options.faults.settings);
  if (options.webhook) world.webhooks.register({ ...options.webhook, triggers: 'all' });
  return world;
}

/** Forgets mail, logs, faults, scripts and later accounts; webhook destinations stay, so that what is connected stays so. */
export function resetWorld(world: World): void {
  for (const mailbox of world.mailboxes.values()) {
    for (const schedule of mailbox.schedules.values()) schedule.cancel();
  }
  world.mailboxes.clear();
  world.outbox.clear();
  world.requests.clear();
  world.ledger.clear();
  world.webhooks.forget();
  world.faults.clear();
  world.chaos.clear();
  Object.assign(world.settings, defaultSettings);
  world.model.clear();
  addStartMailboxes(world);
}

/** Adds an Agent Account; the same address again gives the existing one (CONTRACT section 3.11). */
export function addMailbox(
  world: World,
  account: { id?: string; email: string; name?: string | undefined; workspaceId?: string | undefined },
): { mailbox: Mailbox; created: boolean } {
  const existing = findByAddress(world, account.email);
  if (existing) return { mailbox: existing, created: false };
  const now = world.seconds();
  const mailbox = createMailbox({
    id: account.id ?? newUuid(),
    email: account.email,
    name: account.name ?? '',
    workspaceId: account.workspaceId ?? newId('ws'),
    createdAt: now,
    updatedAt: now,
  });
  world.mailboxes.set(mailbox.grant.id, mailbox);
  return { mailbox, created: true };
}

/** The mailbox of an address, without regard to case. */
export function findByAddress(world: World, address: string): Mailbox | undefined {
  const wanted = address.trim().toLowerCase();
  for (const mailbox of world.mailboxes.values()) {
    if (mailbox.grant.email.toLowerCase() === wanted) return mailbox;
  }
  return undefined;
}

/** Whether the sandbox is where mail for this domain ends. */
export function isOwnDomain(world: World, address: string): boolean {
  const domain = domainOf(address);
  for (const { grant } of world.mailboxes.values()) {
    if (domainOf(grant.email) === domain) return true;
  }
  return false;
}

function addStartMailboxes(world: World): void {
  for (const { grant, address } of world.options.mailboxes) {
    const local = address.slice(0, address.lastIndexOf('@'));
    const name = local.charAt(0).toUpperCase() + local.slice(1);
    addMailbox(world, { id: grant, email: address, name, workspaceId: 'ws_sandbox' });
  }
}
