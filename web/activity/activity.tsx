import type { ViewProps } from '../shell/views.ts';
import { ActivityList } from './list.tsx';
import { Story } from './story.tsx';
import './activity.css';

/** Every message with its outcome, and the story of one. */
export function Activity({ parts }: ViewProps) {
  const [grant, message] = parts;
  if (grant === undefined || message === undefined) return <ActivityList />;
  return <Story key={`${grant}/${message}`} grant={grant} message={message} />;
}
