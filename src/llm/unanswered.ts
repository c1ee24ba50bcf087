import type { PermanentError, TransientError } from '#errors.ts';

/** Why a model gave no answer of use, as a short word: of the network, the server's status, or of the answer itself. */
export type FaultWord =
  | 'network'
  | 'time_out'
  | 'broken_off'
  | `http_${number}`
  | 'unknown_shape'
  | 'empty'
  | 'cut_off'
  | 'wrong_shape'
  | 'filtered'
  | 'refused'
  | 'away';

/** A fault with its class; what the caller of `Ask` gets is `error`. */
export class Unanswered extends Error {
  override name = 'Unanswered';
  readonly word: FaultWord;
  readonly error: TransientError | PermanentError;

  constructor(word: FaultWord, error: TransientError | PermanentError) {
    super(error.message);
    this.word = word;
    this.error = error;
  }

  /** Whether the server is away or overloaded, whatever it was asked. */
  get isAway(): boolean {
    return /^(?:network|time_out|broken_off|http_(?:408|429|5\d\d))$/.test(this.word);
  }

  /** Whether the model would not answer; another one is not asked until one complies. */
  get isRefusal(): boolean {
    return this.word === 'refused' || this.word === 'filtered';
  }
}
