import { signal } from '@preact/signals';
import { Dialog } from '../ui/dialog.tsx';
import { shortcuts } from './keys.ts';

const isOpen = signal(false);

export function openHelp(): void {
  isOpen.value = !isOpen.value;
}

/** The list of keys that work where the reader is. */
export function HelpSheet() {
  if (!isOpen.value) return null;
  const shown = shortcuts.value.filter((one) => one.shown !== '');
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => (isOpen.value = false)}>
      <div class="help">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shown
                .filter((one) => one.group === group)
                .map((one) => (
                  <div key={one.keys}>
                    <dt>
                      {(one.shown ?? one.keys.toUpperCase()).split(' ').map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{one.does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
