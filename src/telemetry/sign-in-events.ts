import type { Metrics } from './metrics.ts';
import { type Note, nothing } from './note.ts';

type Way = 'token' | 'password' | 'oidc';

/** What is told of who comes in. Never a password, a token, or a name that was typed in. */
export function signInEvents(note: Note, metrics: Metrics) {
  const count = (way: Way, outcome: string) => () => metrics.signIns.inc({ way, outcome });
  return {
    signedIn({ by, way }: { by: string; way: Way }): void {
      note('info', 'sign_in.done', { by, way }, count(way, 'in'));
    },

    /** `why` is a code of ours, or of the provider; `person` is only there when there is somebody of that name. */
    signInFailed(failed: { way: Way; why: string; person?: string | undefined; detail?: string }): void {
      const outcome = failed.why === 'too_many' ? failed.why : 'failed';
      note('warn', 'sign_in.failed', failed, count(failed.way, outcome));
    },

    /** `sessions` is how many ended. */
    signedOut(out: { by: string; person: string; sessions: number }): void {
      note('info', 'sign_in.ended', out, nothing);
    },

    tokenCreated(token: { by: string; name: string }): void {
      note('info', 'token.created', token, nothing);
    },

    tokenRevoked(token: { by: string; name: string }): void {
      note('info', 'token.revoked', token, nothing);
    },

    /** The people of PEOPLE_FILE in force changed. */
    peopleLoaded(people: number): void {
      note('info', 'people.loaded', { people }, nothing);
    },

    /** PEOPLE_FILE was refused; the last good version stays in force. */
    peopleFault(fault: { file: string; line: number; reason: string }): void {
      note('error', 'people.fault', fault, nothing);
    },
  };
}
