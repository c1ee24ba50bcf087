import { randomBytes } from 'node:crypto';
import { newId } from '../ids.ts';
import type { Settings } from '../settings.ts';
import { createHealth, type Health } from './health.ts';
import { triggers as allTriggers } from './triggers.ts';

export type Destination = {
  id: string;
  url: string;
  secret: string;
  description: string;
  triggers: string[];
  /** `active` and `failing` receive; any other word does not. */
  status: string;
  compressed: boolean;
  notificationEmails: string[];
  statusUpdatedAt: number;
  createdAt: number;
  updatedAt: number;
  health: Health;
};

export type NewDestination = {
  url: string;
  secret?: string;
  triggers: string[] | 'all';
  description?: string | undefined;
  compressed?: boolean | undefined;
  notificationEmails?: string[] | undefined;
};

export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

export function receives({ status }: Destination): boolean {
  return status === 'active' || status === 'failing';
}

/** An active destination with a secret of its own. */
export function createDestination(given: NewDestination, settings: Settings): Destination {
  const now = Math.floor(Date.now() / 1000);
  return {
    id: newId('wh'),
    url: given.url,
    secret: given.secret ?? newSecret(),
    description: given.description ?? '',
    triggers: given.triggers === 'all' ? [...allTriggers] : given.triggers,
    status: 'active',
    compressed: given.compressed ?? false,
    notificationEmails: given.notificationEmails ?? [],
    statusUpdatedAt: now,
    createdAt: now,
    updatedAt: now,
    health: createHealth(settings),
  };
}
