import { opened } from '../queue/opened.ts';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';

/** One review beside the list: read, decide. */
export function ReviewPane({ id }: { id: string }) {
  const state = opened(id);
  switch (state.kind) {
    case 'loading':
      return <Skeleton lines={8} />;
    case 'missing':
      return <EmptyNote icon="inbox" title="This review is no longer there" />;
    case 'fault':
      return (
        <ErrorNote title="This review could not be read">
          <p>{state.words}</p>
        </ErrorNote>
      );
    case 'there':
      return <pre>{state.review.body}</pre>;
  }
}
