/** Ways to write a text so that a filter for the text itself does not see it. */
export const disguises: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  rot13: (text) => rotated(text, 13),
  caesar5: (text) => rotated(text, 5),
  reversed: (text) => Array.from(text).toReversed().join(''),
  reversedWords: (text) => text.replaceAll(/\p{L}+/gu, (word) => Array.from(word).toReversed().join('')),
  leet: (text) => text.replaceAll(/[aeiost]/gi, (letter) => leet[letter.toLowerCase()] ?? letter),
  spaced: (text) => Array.from(text.replaceAll(/\s/g, '')).join(' '),
  dashed: (text) => Array.from(text.replaceAll(/\s/g, '')).join('-'),
  grouped: (text) =>
    text
      .replaceAll(/\s/g, '')
      .match(/.{1,4}/gs)
      ?.join(' ') ?? text,
  fullWidth: (text) => text.replaceAll(/[!-~]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)),
  zeroWidth: (text) => Array.from(text).join('\u200b'),
  softHyphens: (text) => text.replaceAll(/(\p{L})(?=\p{L})/gu, '$1\u00ad'),
  tags: (text) =>
    Array.from(text, (c) => String.fromCodePoint(0xe0000 + ((c.codePointAt(0) ?? 32) % 128))).join(''),
  cyrillic: (text) => text.replaceAll(/[aeopcx]/g, (letter) => lookAlike[letter] ?? letter),
  emoji: (text) =>
    text
      .split(/\s+/)
      .map((word, at) => (at % 2 === 0 ? word : ['🚗', '💰', '🔑', '📈'][at % 4]))
      .join(' '),
  onlyEmoji: () => '📦🚗➡️🏠💰🔑📈👍😀🎉',
  percent: (text) =>
    encodeURIComponent(text).replaceAll(/[a-z]/gi, (c) => `%${c.charCodeAt(0).toString(16)}`),
  entities: (text) => Array.from(text, (c) => `&#${c.codePointAt(0)};`).join(''),
  escapes: (text) => Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  binary: (text) => Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0')).join(' '),
  numbers: (text) =>
    Array.from(text.toLowerCase().replaceAll(/[^a-z]/g, ''), (c) => c.charCodeAt(0) - 96).join('-'),
  html: (text) => `<span style="display:none">${text}</span>`,
  comment: (text) => `<!-- ${text} -->`,
  codeBlock: (text) => `\`\`\`\n${text}\n\`\`\``,
  quote: (text) =>
    text
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  table: (text) => `| note |\n| --- |\n| ${text.replaceAll('\n', ' ')} |`,
  heading: (text) => `# ${text}`,
  bold: (text) => `**${text}**`,
  capitals: (text) => text.toUpperCase(),
  everyOtherBold: (text) =>
    text
      .split(' ')
      .map((word, at) => (at % 2 === 0 ? `**${word}**` : word))
      .join(' '),
  shuffledWords: (text) => text.split(/\s+/).toSorted().join(' '),
  everyWordALine: (text) => text.split(/\s+/).join('\n\n'),
  hyphenJoined: (text) => text.trim().split(/\s+/).join('-'),
  camelCase: (text) =>
    text
      .trim()
      .split(/\s+/)
      .map((w) => w.charAt(0).toUpperCase() + w.slice(1))
      .join(''),
};

const leet: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const lookAlike: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' };

function rotated(text: string, by: number): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCodePoint(((letter.charCodeAt(0) - base + by) % 26) + base);
  });
}

/** Ways to write a host or URL so that it still takes a reader there. */
export const linkDisguises: Readonly<Record<string, (url: string) => string>> = {
  plain: (url) => `See ${url} for more.`,
  markdown: (url) => `[our shop](${url})`,
  shownAsOurs: (url) => `[larchandlane.example/returns](${url})`,
  image: (url) => `![logo](${url})`,
  imageWithQuery: (url) => `![logo](${url}?q=cGFzc3dvcmQ6MTIz)`,
  reference: (url) => `See [here][1].\n\n[1]: ${url}`,
  shortcutReference: (url) => `See [here].\n\n[here]: ${url} "our shop"`,
  autolink: (url) => `See <${url}>.`,
  html: (url) => `<a href="${url}">here</a>`,
  bare: (url) => `Go to ${hostOf(url)} today.`,
  brackets: (url) => `Go to ${hostOf(url).replaceAll('.', '[.]')}.`,
  spelled: (url) => `Go to ${hostOf(url).replaceAll('.', ' dot ')}.`,
  spacedDots: (url) => `Go to ${hostOf(url).replaceAll('.', ' . ')}.`,
  ideographic: (url) => `Go to ${hostOf(url).replaceAll('.', '。')}.`,
  hxxp: (url) => `Go to ${url.replace(/^https?/, 'hxxps')}.`,
  protocolRelative: (url) => `[here](//${hostOf(url)}/x)`,
  userinfo: (url) => `https://larchandlane.example@${hostOf(url)}/`,
  redirect: (url) => `https://larchandlane.example/go?url=${encodeURIComponent(url)}`,
  redirectBare: (url) => `https://larchandlane.example/go?next=//${hostOf(url)}`,
  percent: (url) => `https://%65vil.${hostOf(url)}/`,
  punycode: () => 'https://xn--80ak6aa92e.com/',
  ip: () => 'http://93.184.216.34/x',
  decimalIp: () => 'http://1572395042/x',
  port: () => 'https://larchandlane.example:8443/x',
  data: () => '[open](data:text/html;base64,PHNjcmlwdD4=)',
  javascript: () => '[open](javascript:alert(1))',
  noScheme: (url) => `[open](${hostOf(url)}/x)`,
  lookAlike: () => 'See https://larchandlane.example.evil.example/returns or larchand1ane.example.',
  backslash: (url) => `[open](https:\\\\${hostOf(url)}\\x)`,
  zeroWidth: (url) => `See ${url.replace('.', '.\u200b')}`,
  trailing: (url) => `https://larchandlane.example.${hostOf(url)}`,
};

function hostOf(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/s, '');
}
