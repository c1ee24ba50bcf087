const layout = `div p span br hr blockquote pre code center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd`;
const words = `a b strong i em u s strike del ins sub sup small big font tt kbd samp var cite q abbr mark`;
const tables = `table caption colgroup col thead tbody tfoot tr td th`;

/** Elements that a mail may bring into the frame. Whatever else it holds is left out, its text kept where it is text. */
export const allowedTags: readonly string[] = [layout, words, tables, 'img'].join(' ').split(/\s+/);

/** Elements whose content is no text of the mail, or is read by browsers in other ways than by parsers. */
export const droppedWhole: readonly string[] =
  `script style title textarea option select xmp noscript noframes noembed template iframe frame frameset object
   embed applet svg math plaintext listing audio video canvas`.split(/\s+/);

type Rule = (value: string) => string | undefined;

const oneOf =
  (...values: string[]): Rule =>
  (value) =>
    values.find((one) => one === value.toLowerCase());
const matching =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value.trim()) ? value.trim() : undefined;

const size = matching(/^\d{1,4}(?:px|%)?$/);
const colour = matching(/^(?:#[0-9a-f]{3,8}|[a-z]{3,30})$/i);
const small = matching(/^\d{1,2}$/);
const everywhere: Record<string, Rule> = {
  dir: oneOf('ltr', 'rtl', 'auto'),
  lang: matching(/^[a-z0-9-]{1,35}$/i),
  align: oneOf('left', 'right', 'center', 'justify', 'middle', 'top', 'bottom'),
};
const cell = {
  valign: oneOf('top', 'middle', 'bottom', 'baseline'),
  bgcolor: colour,
  width: size,
  height: size,
};
const spanning = { ...cell, colspan: small, rowspan: small };

/** Attributes that may stay, by element, each with the values it may have; those of links, pictures and styles apart. */
const rules: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  table: { ...cell, border: small, cellpadding: small, cellspacing: small },
  tr: cell,
  td: spanning,
  th: spanning,
  col: { ...cell, span: small },
  img: { width: size, height: size },
  font: { color: colour, size: matching(/^[+-]?\d$/), face: matching(/^[\w ,'-]{1,100}$/) },
  ol: { start: matching(/^\d{1,4}$/), type: matching(/^[1aAiI]$/) },
  ul: { type: oneOf('disc', 'circle', 'square') },
  hr: { width: size, color: colour },
};

/** Names of all attributes that can stand in the frame. */
export const allowedAttributes: readonly string[] = [
  'style',
  'href',
  'target',
  'rel',
  'title',
  'src',
  'alt',
  ...Object.keys(everywhere),
  ...Object.values(rules).flatMap((one) => Object.keys(one)),
];

/** The plain attributes of an element that may stay, with the values that may. No ids, names or classes are among them. */
export function plainAttributes(
  tag: string,
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const known = { ...everywhere, ...(Object.hasOwn(rules, tag) ? rules[tag] : {}) };
  const kept: Record<string, string> = {};
  for (const [name, rule] of Object.entries(known)) {
    const value = Object.hasOwn(attributes, name) ? rule(attributes[name] ?? '') : undefined;
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
