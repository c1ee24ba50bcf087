import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { allowedAttributes, allowedTags } from '#server/mail-frame/allow-list.ts';
import { frameDocument } from '#server/mail-frame/document.ts';
import { frameHeaders } from '#server/mail-frame/headers.ts';
import { remoteIn } from '#server/mail-frame/remote.ts';
import { sanitiseMail } from '#server/mail-frame/sanitise.ts';
import { safeStyle } from '#server/mail-frame/style.ts';
import { hostile } from '../../helpers/hostile-html.ts';

const shown = (html: string) => sanitiseMail(html).html;

/** All that stands in a piece of HTML beside text: what a browser could act on. */
function partsOf(html: string) {
  const tags: string[] = [];
  const attributes: [string, string][] = [];
  const other: string[] = [];
  const parser = new Parser({
    onopentag(name, found) {
      tags.push(name);
      attributes.push(...Object.entries(found));
    },
    oncomment: (text) => void other.push(text),
    oncdatastart: () => void other.push('cdata'),
    onprocessinginstruction: (name) => void other.push(name),
  });
  parser.end(html);
  return { tags, attributes, other };
}

const values: Readonly<Record<string, (value: string) => boolean>> = {
  href: (value) => /^(?:https?:\/\/|mailto:|tel:)/i.test(value),
  src: (value) => /^data:image\/(?:png|gif|jpe?g|webp);base64,/i.test(value),
  style: (value) => !/url|expression|import|position|[\\<>@]|\/\*/i.test(value),
};

/** What stands in it that must not. */
function harmIn(html: string): string[] {
  const { tags, attributes, other } = partsOf(html);
  return [
    ...other,
    ...tags.filter((tag) => !allowedTags.includes(tag)),
    ...attributes
      .filter(([name, value]) => !allowedAttributes.includes(name) || values[name]?.(value) === false)
      .map(([name, value]) => `${name}=${value}`),
  ];
}

describe('HTML of a mail in its frame', () => {
  test.each(hostile)('holds nothing that acts: %s', (_what, html) => {
    expect(harmIn(shown(html))).toEqual([]);
  });

  test('holds nothing outside the allow-list, whatever it is made of', () => {
    const names = [
      ...allowedTags.slice(0, 12),
      'svg',
      'math',
      'style',
      'noscript',
      'template',
      'form',
      'select',
    ];
    const more = [
      'title',
      'textarea',
      'iframe',
      'xmp',
      'script',
      'mglyph',
      'foreignObject',
      'table',
      'annotation-xml',
    ];
    const piece = fc.oneof(
      fc
        .constantFrom(...names, ...more)
        .chain((name) => fc.constantFrom(`<${name}>`, `</${name}>`, `<${name}/>`)),
      fc.constantFrom(
        '<!--',
        '-->',
        '--!>',
        '<![CDATA[',
        ']]>',
        '<?',
        '"',
        "'",
        '>',
        '<',
        '&lt;',
        '\0',
        '\u2028',
      ),
      fc.constantFrom(
        '<img src=x onerror=alert(1)>',
        ' onload=alert(1) ',
        '<a href="java\tscript:alert(1)">',
        'x',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(harmIn(shown(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  test('keeps what a mail is written with', () => {
    const html =
      '<table width="600" cellpadding="4"><tr><td align="center" style="color:#333;padding:8px 4px">' +
      '<h2>Order <b>4711</b></h2><ul><li>one</li></ul></td></tr></table>';
    expect(shown(html).replaceAll(/\s\/>/g, '>')).toBe(html);
  });

  test('its links open a page of their own, which is told nothing, and name their host', () => {
    expect(shown('<a href="https://Shop.Example/x?y=1&z" target="_top" ping="/p">Order</a>')).toBe(
      '<a href="https://Shop.Example/x?y=1&amp;z" target="_blank" rel="noopener noreferrer nofollow" title="leads to shop.example">Order</a>',
    );
    expect(shown('<a href="https://xn--pypal-4ve.example/">PayPal</a>')).toContain(
      'leads to xn--pypal-4ve.example',
    );
    expect(shown('<a href="mailto:a@b.example">write</a>')).toContain('title="mailto:a@b.example"');
    expect(shown('<a href="/api/pause">x</a><a href="//evil.example">y</a>')).toBe('<a>x</a><a>y</a>');
  });

  test('pictures that would be fetched leave their words, specks nothing, small ones within the mail stay', () => {
    expect(shown('<img src="https://t.example/p.gif" alt="Our <shop>">')).toBe(
      '<span title="picture left out">[picture: Our &lt;shop&gt;]</span>',
    );
    expect(shown('<img src="cid:logo.png@x">')).toContain('[picture in the mail: logo.png]');
    expect(shown('<img src="https://t.example/p.gif" width=1 height="1">')).toBe('<span></span>');
    expect(shown('<img src="data:image/png;base64,iVBORw0KGgo=" alt="dot" width="4">')).toBe(
      '<img width="4" src="data:image/png;base64,iVBORw0KGgo=" alt="dot" />',
    );
    expect(shown('<img src="data:image/svg+xml;base64,PHN2Zz4=">')).not.toContain('svg');
    expect(shown(`<img src="data:image/png;base64,${'A'.repeat(300_000)}">`)).toContain('[picture]');
  });

  test('counts what it would have fetched', () => {
    const html =
      '<link rel=stylesheet href="https://a.example/s.css"><body background="//b.example/x.png">' +
      '<img src=https://c.example/1><img srcset="https://c.example/2 2x"><img src="cid:x"><a href="https://d.example">l</a>' +
      '<div style="background:url( \'https://e.example/3\')"><style>@font-face{src:url(https://f.example/4)}</style>';
    expect(remoteIn(html)).toBe(6);
  });

  test.each([
    ['colour and room', 'color: Red; padding:4px', 'color:red;padding:4px'],
    ['a colour function', 'color:rgb(1, 2, 3) !important', 'color:rgb(1, 2, 3)'],
    ['something fetched', 'background:url(https://x.example/)', ''],
    ['something fetched, escaped', 'background:\\75rl(https://x.example/)', ''],
    ['a comment within a name', 'color:exp/**/ression(alert(1))', ''],
    ['out of the flow', 'position:fixed;top:0', ''],
    ['off the page', 'margin-left:-9999px', ''],
    ['larger than any page', 'width:99999px', ''],
    ['an open quote', "font-family:'x;color:red", 'color:red'],
    ['an at-rule', '@import "https://x.example"', ''],
    ['a variable', 'color:var(--x)', ''],
  ])('declarations: %s', (_what, style, kept) => {
    expect(safeStyle(style)).toBe(kept);
  });
});

describe('the document', () => {
  test('is bounded in time and size, and says what it leaves out', () => {
    const startedAt = process.cpuUsage().user;
    const deep = frameDocument({ kind: 'html', body: '<table><tr><td>'.repeat(10_000) + 'deep' });
    const long = frameDocument({ kind: 'html', body: '<p>hello <b>world</b></p>'.repeat(60_000) });
    expect(long).toMatch(/The rest of this mail is not shown: [\d,]+ characters were left out/);
    expect(long.length).toBeLessThan(800_000);
    expect(deep.length).toBeLessThan(20_000);
    expect((process.cpuUsage().user - startedAt) / 1000).toBeLessThan(8_000);
  });

  test('shows text as it is, and obeys nothing in it', () => {
    const shownText = frameDocument({ kind: 'text', body: '1 < 2 & <script>alert(1)</script>' });
    expect(shownText).toContain('<pre>1 &lt; 2 &amp; &lt;script&gt;alert(1)&lt;/script&gt;</pre>');
  });

  test('may be framed by our own pages only, and run, send and load nothing', () => {
    const policy = frameHeaders['Content-Security-Policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toMatch(/sandbox(?! .*allow-(?:scripts|forms|same-origin|top-navigation))/);
  });
});
