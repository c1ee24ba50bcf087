import { html } from 'hono/html';
import { layout, type Html } from '#server/page-layout.ts';

/** The ways in that are open. */
export type Ways = { oidc: boolean; password: boolean; token: boolean };

/** What the page says on top; `alert` is read out at once. */
export type Notice = { kind: 'problem' | 'done'; sentence: string };

export type SignInPage = {
  ways: Ways;
  /** A path of ours to go to afterwards. */
  to: string;
  notice?: Notice | undefined;
  /** The name that was typed in, so that only the password has to be typed again. */
  name?: string | undefined;
};

/** The sign-in page: plain forms and a link, which need no script; the script takes a token from the fragment of a link. */
export function signInPage({ ways, to, notice, name = '' }: SignInPage): Html {
  const others = ways.oidc || ways.password;
  const content = html`<main class="sign-in">
    <h1><img src="/assets/icon.svg" alt="" width="40" height="40" />Inreply</h1>
    <p class="lead">Sign in to review the replies that wait for a person.</p>
    ${notice === undefined ? '' : noticeOf(notice)}
    ${
      ways.oidc
        ? html`<a
            class="button ${ways.password ? '' : 'primary'}"
            href="/sign-in/oidc?to=${encodeURIComponent(to)}"
            >Continue with single sign-on</a
          >`
        : ''
    }
    ${ways.oidc && ways.password ? html`<p class="or"><span>or</span></p>` : ''}
    ${ways.password ? passwordForm(to, name) : ''} ${ways.token && !others ? tokenForm(to, true) : ''}
    ${
      ways.token && others
        ? html`<details id="by-token">
            <summary>Use the access token</summary>
            ${tokenForm(to, false)}
          </details>`
        : ''
    }
  </main>`;
  return layout({ title: 'Sign in', script: '/assets/sign-in.js', content });
}

function noticeOf({ kind, sentence }: Notice): Html {
  return html`<p class="notice ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}">${sentence}</p>`;
}

function passwordForm(to: string, name: string): Html {
  return html`<form method="post" action="/sign-in">
    ${hiddenTo(to)}
    <label for="name">Name or e-mail</label>
    <input
      id="name"
      name="name"
      value="${name}"
      autocomplete="username"
      autocapitalize="off"
      spellcheck="false"
      maxlength="254"
      required
      ${name === '' ? 'autofocus' : ''}
    />
    <label for="password">Password</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="current-password"
      maxlength="1000"
      required
      ${name === '' ? '' : 'autofocus'}
    />
    <button class="primary">Sign in</button>
  </form>`;
}

function tokenForm(to: string, isOnly: boolean): Html {
  return html`<form method="post" action="/sign-in" id="token-form">
    ${hiddenTo(to)}
    <label for="token">Access token</label>
    <input
      id="token"
      name="token"
      type="password"
      autocomplete="${isOnly ? 'current-password' : 'off'}"
      autocapitalize="off"
      spellcheck="false"
      aria-describedby="token-hint"
      required
      ${isOnly ? 'autofocus' : ''}
    />
    <p class="hint" id="token-hint">
      The value of <code>API_TOKEN</code>; when none was set, the one printed at start.
    </p>
    <button class="${isOnly ? 'primary' : ''}">Sign in${isOnly ? '' : ' with the token'}</button>
  </form>`;
}

function hiddenTo(to: string): Html | '' {
  return to === '/' ? '' : html`<input type="hidden" name="to" value="${to}" />`;
}
