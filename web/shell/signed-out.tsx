import { signedOut } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { place } from './router.ts';

/** Covers the page once the session ended; what was typed waits in this tab. */
export function SignedOut() {
  if (!signedOut.value) return null;
  const { path, query } = place.value;
  const text = query.toString();
  const back = encodeURIComponent(text === '' ? path : `${path}?${text}`);
  return (
    <Dialog title="You are signed out" onClose={() => location.reload()}>
      <p>Your session ended. What you typed is kept in this tab and is here again once you are signed in.</p>
      <div class="dialog-foot">
        <a class="btn btn-primary" href={`/sign-in?to=${back}`} data-reload>
          Sign in again
        </a>
      </div>
    </Dialog>
  );
}
