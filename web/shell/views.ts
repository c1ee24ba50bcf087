import type { ComponentType } from 'preact';
import { Queue } from '../queue/queue.tsx';
import type { IconName } from '../ui/icon.tsx';

/** A view of the page. `parts` are the parts of the path after the view's own, decoded. */
export type ViewProps = { parts: string[] };

type ViewEntry = {
  name: string;
  /** First parts of the paths it answers; the first of them is where its link leads. */
  roots: readonly string[];
  icon: IconName;
  /** Typed after `g`. */
  key: string;
  /** The first view comes with the page; the others are loaded when they are opened (`load`). */
  show: { view: ComponentType<ViewProps> } | { load: () => Promise<ComponentType<ViewProps>> };
};

/** Every view, in the order of the navigation. */
export const views: readonly ViewEntry[] = [
  { name: 'Reviews', roots: ['', 'reviews'], icon: 'inbox', key: 'q', show: { view: Queue } },
  {
    name: 'Activity',
    roots: ['activity'],
    icon: 'activity',
    key: 'a',
    show: { load: async () => (await import('../activity/activity.tsx')).Activity },
  },
  {
    name: 'Threads',
    roots: ['threads'],
    icon: 'threads',
    key: 't',
    show: { load: async () => (await import('../threads/threads.tsx')).Threads },
  },
  {
    name: 'Agents',
    roots: ['agents'],
    icon: 'agents',
    key: 'g',
    show: { load: async () => (await import('../agents/agents.tsx')).Agents },
  },
  {
    name: 'Health',
    roots: ['health'],
    icon: 'health',
    key: 'h',
    show: { load: async () => (await import('../health/health.tsx')).Health },
  },
];
