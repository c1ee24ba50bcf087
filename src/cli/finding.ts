/** One line of the doctor. `skipped`: could not be looked at, and why. */
export type Finding = { mark: 'good' | 'bad' | 'skipped'; text: string };

export function good(text: string): Finding {
  return { mark: 'good', text };
}

/** The text says what is wrong and what to do. */
export function bad(text: string): Finding {
  return { mark: 'bad', text };
}

export function skipped(text: string): Finding {
  return { mark: 'skipped', text };
}
