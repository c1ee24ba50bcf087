/** The kill switch: while one stands, nothing leaves by itself. `agent` is null when it holds for all of them. */
export type Pause = {
  agent: string | null;
  /** In the person's own words. */
  because: string;
  /** Which way they signed in. */
  by: string;
  atMs: number;
};
