import { useState } from 'preact/hooks';
import { api, wordsOf } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';

/** Of one agent, or of all when null. */
type SwitchProps = { agent: string | null; onClose: () => void };

/** Asks for the reason, then stops an agent from sending by itself. */
export function PauseDialog({ agent, onClose }: SwitchProps) {
  const [because, setBecause] = useState('');
  const { busy, fault, send } = useSwitch(onClose);
  const who = agent === null ? 'all agents' : `agent ${agent}`;
  return (
    <Dialog title={`Pause ${who}?`} onClose={onClose}>
      <p>
        It holds at once: nothing more leaves by itself, and new mail waits as reviews. What people approve is
        still sent.
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send('/api/pause', { ...of(agent), because }, `Paused ${who}.`);
        }}
      >
        <label>
          <span class="label">Why? Everybody sees it</span>
          <input
            class="field"
            required
            maxLength={500}
            autofocus
            value={because}
            onInput={({ currentTarget }) => setBecause(currentTarget.value)}
          />
        </label>
        {fault === null ? null : <p role="alert">{fault}</p>}
        <div class="dialog-foot">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn btn-danger" disabled={busy || because.trim() === ''}>
            Pause {who}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks once more, then lets an agent send by itself again. */
export function ResumeDialog({ agent, onClose }: SwitchProps) {
  const { busy, fault, send } = useSwitch(onClose);
  const who = agent === null ? 'all agents' : `agent ${agent}`;
  return (
    <Dialog title={`Resume ${who}?`} onClose={onClose}>
      <p>New mail is answered by itself again. What waits as reviews stays there for people.</p>
      {fault === null ? null : <p role="alert">{fault}</p>}
      <div class="dialog-foot">
        <button class="btn" onClick={onClose}>
          Cancel
        </button>
        <button
          class="btn btn-primary"
          disabled={busy}
          onClick={() => void send('/api/resume', of(agent), `Resumed ${who}.`)}
        >
          Resume {who}
        </button>
      </div>
    </Dialog>
  );
}

function of(agent: string | null): { agent?: string } {
  return agent === null ? {} : { agent };
}

function useSwitch(onClose: () => void) {
  const [state, setState] = useState<{ busy: boolean; fault: string | null }>({ busy: false, fault: null });
  const send = async (path: string, body: object, said: string) => {
    setState({ busy: true, fault: null });
    try {
      await api('POST', path, body);
      say(said, { tone: 'good' });
      onClose();
    } catch (fault) {
      setState({ busy: false, fault: wordsOf(fault) });
    }
  };
  return { ...state, send };
}
