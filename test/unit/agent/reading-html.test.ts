import { describe, expect, it } from 'vitest';

import { plainText, readMessage } from '#agent/reading/reading.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, mailboxAddress } from './builders.ts';

function read(body: string, change: Partial<Message> = {}): ReturnType<typeof readMessage> {
  return readMessage(aMessage({ body, ...change }), mailboxAddress);
}

describe('the layout of HTML', () => {
  const layouts: [string, string, string][] = [
    [
      'lists',
      '<p>Two:</p><ul><li>one</li><li>two<ol start=3><li>three</li></ol></li></ul>',
      'Two:\n\n- one\n- two\n  3. three',
    ],
    [
      'tables',
      '<table><tr><th>Size</th><th>Price</th></tr><tr><td>41</td><td>80 EUR</td></tr></table>',
      'Size | Price\n41 | 80 EUR',
    ],
    [
      'tables of layout',
      '<table><tr><td><p>Hello</p></td><td><p>there</p></td></tr></table>',
      'Hello\n\nthere',
    ],
    ['words in several elements', '<p>He<b>ll</b>o <i>there</i>\n  you</p>', 'Hello there you'],
    ['line ends', 'a<br>b<br><br>c<div>d</div><div><br></div><div>e</div>', 'a\nb\n\nc\nd\n\ne'],
    ['preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
    ['emoji written as pictures', '<p>Hi <img alt="🙂" src="x"> <img alt="Logo"></p>', 'Hi 🙂'],
    ['entities', '<p>a &lt;b&gt; &amp;amp; &euro;5</p>', 'a <b> &amp; €5'],
  ];

  it.each(layouts)('keeps %s', (_what, html, text) => {
    expect(read(html).text).toBe(text);
  });

  it('says where links lead, unless their text does', () => {
    const html =
      '<p><a href="https://evil.example/a?b=1">Click here</a>, <a href="https://shop.example/">shop.example</a>, <a href="mailto:a@b.example">a@b.example</a>, <a href="javascript:x()">x</a></p>';
    expect(read(html).text).toBe('Click here <https://evil.example/a?b=1>, shop.example, a@b.example, x');
  });

  it('leaves the targets of links out of what is quoted in a reply', () => {
    const body = '<p><a href="https://evil.example/">Click here</a></p>';
    expect(plainText(aMessage({ body })).text).toBe('Click here');
  });

  it('is read on behind a picture of megabytes', () => {
    const picture = `<img src="data:image/png;base64,${'A'.repeat(2_000_000)}">`;
    expect(read(`${picture}<p>Hello</p>`)).toMatchObject({ text: 'Hello', notes: [] });
  });
});

describe('quotes and signatures in the markup of clients', () => {
  const clients: [string, string][] = [
    [
      'Gmail, in a language nobody here knows',
      '<div dir="ltr">Yes</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">3 novembro hodie Shop skribis tion</div><blockquote class="gmail_quote" style="border-left:1px solid #ccc">old<br>text</blockquote></div>',
    ],
    [
      'Apple Mail',
      '<div>Yes</div><div><br><blockquote type="cite"><div>On 3 Nov 2026, at 09:12, Shop &lt;d@s.example&gt; wrote:</div><br><div>old</div></blockquote></div>',
    ],
    [
      'Outlook on the web',
      '<div>Yes</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Shop &lt;d@s.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> C<br><b>Subject:</b> Re<div>&nbsp;</div></div><div>old text</div>',
    ],
    [
      'Outlook for Windows',
      '<p class="MsoNormal">Yes<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Von:</b> Shop &lt;d@s.example&gt;<br><b>Gesendet:</b> Dienstag<br><b>An:</b> C<br><b>Betreff:</b> AW</p></div><p>old</p>',
    ],
    [
      'Thunderbird',
      '<p>Yes</p><div class="moz-cite-prefix">Je 3.11.26, Shop skribis:<br></div><blockquote type="cite" cite="mid:x"><p>old</p></blockquote><div class="moz-signature">-- <br>Carla</div>',
    ],
    [
      'Yahoo',
      '<div>Yes<div><br></div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, Shop skribis</div><div>old text</div></div>',
    ],
    [
      'Proton',
      '<div>Yes</div><div class="protonmail_signature_block">Sent with Proton</div><div class="protonmail_quote">On Tuesday, Shop skribis<blockquote type="cite">old</blockquote></div>',
    ],
    [
      'a signature of Gmail',
      '<div>Yes</div>-- <br><div class="gmail_signature">Carla<br>Anything at all, of any length. And more.</div>',
    ],
    [
      'a signature of Outlook',
      '<div>Yes</div><div id="Signature"><p>Carla, Head of Everything. We sell shoes.</p></div>',
    ],
  ];

  it.each(clients)('are told apart in %s', (_client, html) => {
    const { text, quoted } = read(html, { subject: 'Re: Order' });
    expect(text).toBe('Yes');
    expect(`${quoted}none`).not.toContain('Yes');
  });

  it('keep what a writer in Gmail sets off, and what an editor indents', () => {
    const html =
      '<p>Your page says</p><blockquote class="gmail_quote">free<br>returns</blockquote><blockquote style="margin:0 0 0 40px;border:none;padding:0">Is that so?</blockquote>';
    expect(read(html).text).toBe('Your page says\n\nfree\nreturns\n\nIs that so?');
  });

  it('keep answers between quotes with their questions', () => {
    const html =
      '<div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Nov 2026, Shop &lt;d@s.example&gt; wrote:</div><blockquote class="gmail_quote">Which size?</blockquote><div>41</div><blockquote class="gmail_quote">Which colour?</blockquote><div>Black</div></div>';
    expect(read(html).text.replaceAll(/\n+/g, '\n')).toMatch(/> Which size\?\n41\n> Which colour\?\nBlack$/);
  });

  it('show the quote when the sender points into it', () => {
    const html =
      '<p>Hello, my answers are below in red.</p><blockquote type="cite">Which size?<p style="color:red">41</p></blockquote>';
    const { text, notes } = read(html);
    expect(text).toMatch(/answers stand in it\]\n> Which size\?\n>\n> 41$/);
    expect(notes.join()).toContain('points to answers inside the quoted text');
  });

  const forwards: [string, string][] = [
    [
      'Gmail',
      '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Max</b> &lt;m@b.example&gt;<br>Date: Tue<br>Subject: Shoes<br>To: C<br></div><br><p>Buy them</p></div>',
    ],
    [
      'Apple Mail',
      '<div>FYI</div><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Max &lt;m@b.example&gt;</div><div><b>Subject: </b>Shoes</div><div><b>Date: </b>Tue</div><div><b>To: </b>C</div><br><div>Buy them</div></blockquote>',
    ],
    [
      'Outlook',
      '<p>FYI</p><div id="divRplyFwdMsg"><b>From:</b> Max &lt;m@b.example&gt;<br><b>Sent:</b> Tue<br><b>To:</b> C<br><b>Subject:</b> Shoes</div><p>Buy them</p>',
    ],
    [
      'Thunderbird',
      '<p>FYI</p><div class="moz-forward-container">-------- Forwarded Message --------<table><tr><th>Subject: </th><td>Shoes</td></tr><tr><th>Date: </th><td>Tue</td></tr><tr><th>From: </th><td>Max &lt;m@b.example&gt;</td></tr><tr><th>To: </th><td>C</td></tr></table><p>Buy them</p></div>',
    ],
  ];

  it.each(forwards)('are content when %s forwards them', (_client, html) => {
    const { text, forwarded } = read(html, { subject: 'Fwd: Shoes' });
    expect(text).toBe('FYI');
    expect(forwarded).toMatchObject({ subject: 'Shoes', text: 'Buy them' });
    expect(forwarded?.from).toContain('m@b.example');
  });
});
