import type { ViewProps } from '../shell/views.ts';
import { ThreadList } from './list.tsx';
import { OneThread } from './thread.tsx';

/** Every thread that was worked, and one of them from its first mail to its last. */
export function Threads({ parts }: ViewProps) {
  const [grant, thread] = parts;
  if (grant === undefined || thread === undefined) return <ThreadList />;
  return <OneThread key={`${grant}/${thread}`} grant={grant} thread={thread} />;
}
