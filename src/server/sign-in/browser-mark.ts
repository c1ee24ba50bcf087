import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { partsOf, signed } from './signed.ts';

const name = 'inreply_known';
const year = 365 * 24 * 60 * 60;

/**
 * A mark that a browser signed in to an account before (OWASP, "Device Cookies"). It opens nothing: wrong tries of such a
 * browser are counted apart from those of strangers, so that strangers cannot keep its person out.
 */
export function browserMarks(key: Buffer, options: CookieOptions) {
  return {
    find(c: Context, account: string): string | undefined {
      const [of, mark] = partsOf(getCookie(c, name), key) ?? [];
      return of === account ? mark : undefined;
    },
    set(c: Context, account: string): void {
      const value = signed([account, randomBytes(12).toString('base64url')], key);
      setCookie(c, name, value, { ...options, path: '/sign-in', maxAge: year });
    },
  };
}
