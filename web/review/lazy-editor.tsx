import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Review } from '../api/types.ts';
import { ErrorNote, Skeleton } from '../ui/notes.tsx';

export type EditorProps = { review: Review; onClose: () => void };

/** The editor, which is loaded when somebody first edits. */
export function LazyEditor(props: EditorProps) {
  const [Editor, setEditor] = useState<{ is: ComponentType<EditorProps> } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import('./editor.tsx').then(
      (loaded) => setEditor({ is: loaded.Editor }),
      () => setFailed(true),
    );
  }, []);
  if (failed) return <ErrorNote title="The editor could not be loaded">Load the page again.</ErrorNote>;
  return Editor === null ? <Skeleton lines={6} /> : <Editor.is {...props} />;
}
