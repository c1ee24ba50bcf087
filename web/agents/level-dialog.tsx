import { useState } from 'preact/hooks';
import { api, wordsOf } from '../api/client.ts';
import type { AutonomyLevel, LevelRow } from '../api/view-types.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import { levelNames, levels } from './levels.ts';

/** Sets the level of a category by hand, up or down. */
export function LevelDialog({ level, onClose }: { level: LevelRow; onClose: () => void }) {
  const [chosen, choose] = useState<AutonomyLevel>(level.proposed?.level ?? level.level);
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; fault: string | null }>({ busy: false, fault: null });
  const name = level.category.replaceAll('_', ' ');
  const send = async () => {
    setState({ busy: true, fault: null });
    try {
      const path = `/api/autonomy/${encodeURIComponent(level.grant_id)}/${encodeURIComponent(level.category)}`;
      await api('POST', path, { level: chosen, reason });
      say(`${name} is at ${chosen} now.`, { tone: 'good' });
      onClose();
    } catch (fault) {
      setState({ busy: false, fault: wordsOf(fault) });
    }
  };
  return (
    <Dialog title={`How far is ${name} trusted?`} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <fieldset class="level-choices">
          <legend class="sr-only">Level</legend>
          {levelNames.map((key) => (
            <label key={key} class="level-choice">
              <input
                type="radio"
                name="level"
                value={key}
                checked={key === chosen}
                onChange={() => choose(key)}
              />
              <strong>{key}</strong>
              <span class="soft">{levels[key].about}</span>
              {key === level.level ? <span class="faint">now</span> : null}
            </label>
          ))}
        </fieldset>
        <label>
          <span class="label">Why? (may be left out)</span>
          <input
            class="field"
            maxLength={500}
            value={reason}
            onInput={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </label>
        <p class="soft">What counts as its record begins anew.</p>
        {state.fault === null ? null : <p role="alert">{state.fault}</p>}
        <div class="dialog-foot">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn btn-primary" disabled={state.busy || chosen === level.level}>
            Set to {chosen}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
