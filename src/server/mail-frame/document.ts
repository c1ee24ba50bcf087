import { sanitiseMail } from './sanitise.ts';

/** What the frame shows: the HTML of a mail, or its text where it has none. */
export type MailBody = { kind: 'html' | 'text'; body: string };

const longestText = 400_000;

/** Mail is written for white paper, so it is shown on such, in the dark too. */
const style = `
:root { color-scheme: light; background: #fff; color: #1a1a1a; }
body { margin: 12px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
pre { white-space: pre-wrap; font: inherit; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #c8ccd1; }
a { color: #0b57d0; }
.cut { margin-top: 16px; padding: 8px 12px; border: 1px solid #8a6d00; background: #fff8db; color: #4a3b00; }
`;

/** A whole document with what a mail shows. Takes any string, in bounded time. */
export function frameDocument({ kind, body }: MailBody): string {
  const { html, cut } = kind === 'html' ? sanitiseMail(body) : plain(body);
  const mark =
    cut === 0
      ? ''
      : `<p class="cut">The rest of this mail is not shown: ${cut.toLocaleString('en-US')} characters were left out.</p>`;
  return `<!doctype html>
<html lang="">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail</title><style>${style}</style></head>
<body>
${html}
${mark}
</body>
</html>
`;
}

function plain(text: string): { html: string; cut: number } {
  const kept = text.slice(0, longestText).toWellFormed();
  const escaped = kept.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { html: `<pre>${escaped}</pre>`, cut: text.length - kept.length };
}
