import { html } from 'hono/html';

/** Markup made by `html`, which escapes every value put into it: mail text is hostile until proven otherwise. */
export type Html = ReturnType<typeof html>;

/** The frame of every page. Styles and scripts are files of ours, so that the CSP can forbid anything inline. */
export function layout({
  title,
  content,
  script,
  style,
}: {
  title: string;
  content: Html;
  script?: string;
  /** Beside that of every page. */
  style?: string;
}): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Inreply</title>
        <link rel="stylesheet" href="/assets/page.css" />
        ${style === undefined ? '' : html`<link rel="stylesheet" href="${style}" />`}
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${script === undefined ? '' : html`<script src="${script}" defer></script>`}
      </head>
      <body>
        ${content}
      </body>
    </html>`;
}

/** A page of one sentence, for what went wrong outside the list. */
export function plainPage(title: string, sentence: string): Html {
  return layout({
    title,
    content: html`<main class="sign-in">
      <h1>${title}</h1>
      <p class="lead">${sentence}</p>
      <p class="hint"><a href="/">Back to the reviews</a></p>
    </main>`,
  });
}
