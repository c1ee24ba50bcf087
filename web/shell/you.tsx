import { signal } from '@preact/signals';
import { countOf } from '../format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { mailboxName, me } from './me.ts';

const isOpen = signal(false);

export function openYou(): void {
  isOpen.value = true;
}

const roleWords = {
  viewer: 'Viewer: reads everything, decides nothing',
  reviewer: 'Reviewer: decides reviews',
  admin: 'Admin: decides reviews, and changes what agents may do',
} as const;

/** Who is signed in, what they may do and see, and the ways out. */
export function You() {
  if (!isOpen.value || me.value === null) return null;
  const { name, role, mailboxes, sessions } = me.value;
  return (
    <Dialog title={name} onClose={() => (isOpen.value = false)}>
      <dl class="facts">
        <div>
          <dt>Role</dt>
          <dd>{roleWords[role]}</dd>
        </div>
        <div>
          <dt>Mailboxes</dt>
          <dd>{mailboxes === 'all' ? 'All' : mailboxes.map(mailboxName).join(', ') || 'None'}</dd>
        </div>
        <div>
          <dt>Programs</dt>
          <dd>
            <a class="text-link" href="/docs" data-reload>
              Reference of the API
            </a>
          </dd>
        </div>
      </dl>
      <form method="post" action="/sign-out" class="dialog-foot">
        <button class="btn btn-primary">
          <Icon name="leave" size={16} /> Sign out
        </button>
        <button class="btn" name="everywhere" value="yes">
          Sign out everywhere{sessions > 1 ? ` (${countOf(sessions, 'browser')})` : ''}
        </button>
      </form>
    </Dialog>
  );
}
