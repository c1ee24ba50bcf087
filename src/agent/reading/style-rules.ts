import { type Declarations, declarationsOf } from './css.ts';

const maxSheets = 20;
const maxSheetLength = 50_000;
const maxRules = 1_500;
/** Rules with the same last part; later ones are mail builders repeating themselves. */
const maxAlike = 40;
/** Elements that rules with ancestors are tried on in one mail. */
const maxTries = 60_000;
/** Elements around one that a selector's ancestors are looked for in. */
const maxAncestors = 30;

/** An element as selectors see it. */
export type Selectable = { name: string; id: string; classes: readonly string[] };
type Compound = { name: string; id: string; classes: string[] };
type Rule = { self: Compound; ancestors: Compound[]; declarations: string };

/** The rules of a mail's style sheets, and what they came to for elements met before. */
export type StyleRules = {
  /** By the class, id or name that the last part of a selector asks for. */
  byKey: Map<string, Rule[]>;
  known: Map<string, Declarations>;
  tries: number;
};

/**
 * Rules made of names, classes, ids and the elements around them (CSS selectors level 3, descendants and children alike).
 * Those inside at-rules hold for some screens only and do not count, except `@media all` and `screen`. Bounded.
 */
export function styleRules(html: string): StyleRules {
  const rules: StyleRules = { byKey: new Map(), known: new Map(), tries: 0 };
  let count = 0;
  for (const sheet of sheetsOf(html)) {
    for (const [, selectors = '', declarations = ''] of withoutAtRules(sheet).matchAll(
      /([^{}]{1,500})\{([^{}]{0,2000})\}/g,
    )) {
      for (const selector of selectors.split(',')) {
        const rule = ruleOf(selector.trim(), declarations);
        const alike = rule && (rules.byKey.get(keyOf(rule.self)) ?? []);
        if (rule === undefined || alike === undefined || alike.length >= maxAlike || count >= maxRules)
          continue;
        alike.push(rule);
        rules.byKey.set(keyOf(rule.self), alike);
        count += 1;
      }
    }
  }
  return rules;
}

/** The declarations that hold for an element inside others, its own style last. */
export function declarationsFor(
  element: Selectable,
  around: readonly Selectable[],
  style: string,
  rules: StyleRules,
): Declarations {
  const { name, id, classes } = element;
  if (rules.byKey.size === 0 && style === '') return noDeclarations;
  const marks = rules.byKey.size === 0 ? '' : `${name} ${id} ${classes.join('.')} `;
  const key = style.length > 500 ? undefined : marks + style;
  const known = key === undefined ? undefined : rules.known.get(key);
  if (known !== undefined) return known;
  const keys = rules.byKey.size === 0 ? [] : [name, ...classes.map((it) => `.${it}`), `#${id}`, '*'];
  const possible = keys.flatMap((it) => rules.byKey.get(it) ?? []).filter(({ self }) => fits(self, element));
  const dependsOnPlace = possible.some(({ ancestors }) => ancestors.length > 0);
  if (dependsOnPlace) rules.tries += possible.length;
  const found = possible.filter(
    ({ ancestors }) => ancestors.length === 0 || (rules.tries < maxTries && isInside(ancestors, around)),
  );
  const all = [...found.map(({ declarations }) => declarations), style].filter((part) => part !== '');
  const css = all.length === 0 ? noDeclarations : declarationsOf(all.join(';'));
  if (!dependsOnPlace && key !== undefined && rules.known.size < 2_000) rules.known.set(key, css);
  return css;
}

const noDeclarations: Declarations = new Map();

function ruleOf(selector: string, declarations: string): Rule | undefined {
  const parts = selector
    .toLowerCase()
    .split(/\s*[>\s]\s*/)
    .slice(-6)
    .map(compoundOf);
  if (!parts.every((part) => part !== undefined)) return undefined;
  const self = parts.pop();
  return self && { self, ancestors: parts, declarations };
}

function compoundOf(text: string): Compound | undefined {
  const match = /^([a-z][\w-]{0,40}|\*)?((?:[.#][\w-]{1,80}){0,6})$/.exec(text);
  if (match === null || text === '') return undefined;
  const marks = (match[2] ?? '').match(/[.#][\w-]+/g) ?? [];
  return {
    name: match[1] === '*' ? '' : (match[1] ?? ''),
    id: marks.find((mark) => mark.startsWith('#'))?.slice(1) ?? '',
    classes: marks.filter((mark) => mark.startsWith('.')).map((mark) => mark.slice(1)),
  };
}

function keyOf({ name, id, classes }: Compound): string {
  if (classes[0] !== undefined) return `.${classes[0]}`;
  if (id !== '') return `#${id}`;
  return name === '' ? '*' : name;
}

function fits({ name, id, classes }: Compound, element: Selectable): boolean {
  return (
    (name === '' || name === element.name) &&
    (id === '' || id === element.id) &&
    classes.every((it) => element.classes.includes(it))
  );
}

function isInside(ancestors: readonly Compound[], around: readonly Selectable[]): boolean {
  let left = ancestors.length;
  for (let at = around.length - 1; at >= Math.max(0, around.length - maxAncestors) && left > 0; at -= 1) {
    const wanted = ancestors[left - 1];
    const element = around[at];
    if (wanted && element && fits(wanted, element)) left -= 1;
  }
  return left === 0;
}

/** The first style sheets, cut; found by position, since a pattern would look for each end anew. */
function sheetsOf(html: string): string[] {
  if (!/<style/i.test(html)) return [];
  const lower = html.toLowerCase();
  const sheets: string[] = [];
  let start = lower.indexOf('<style');
  while (start !== -1 && sheets.length < maxSheets) {
    const end = lower.indexOf('</style', start);
    if (end === -1) break;
    sheets.push(html.slice(lower.indexOf('>', start) + 1, end).slice(0, maxSheetLength));
    start = lower.indexOf('<style', end);
  }
  return sheets;
}

/** Without comments and at-rules; those that hold for every screen give their rules. */
function withoutAtRules(sheet: string): string {
  let kept = '';
  let depth = 0;
  let atRuleAt: number | undefined;
  const text = sheet
    .replaceAll(/\/\*[^]*?(?:\*\/|$)|<!--|-->/g, '')
    .replaceAll(/@media\s+(?:all|screen)\s*\{/gi, '');
  for (const character of text) {
    if (character === '@' && depth === 0 && atRuleAt === undefined) atRuleAt = depth;
    if (character === '{') depth += 1;
    if (atRuleAt === undefined) kept += character;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (atRuleAt !== undefined && depth === 0 && (character === '}' || character === ';'))
      atRuleAt = undefined;
  }
  return kept;
}
