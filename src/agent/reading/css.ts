import { colorOf, type Rgb } from './colour.ts';
import type { HiddenKind } from './hidden.ts';

/** What decides whether text of an element can be seen. An undefined colour is what the client chooses. */
export type Look = {
  /** How an element around it takes it out of sight, for good. */
  gone: HiddenKind | undefined;
  invisible: boolean;
  fontPx: number;
  color: Rgb | 'none' | undefined;
  background: Rgb | 'image' | undefined;
};

/** Declarations by property, in lower case. */
export type Declarations = ReadonlyMap<string, string>;

export const plainLook: Look = {
  gone: undefined,
  invisible: false,
  fontPx: 16,
  color: undefined,
  background: undefined,
};

/** Smaller than a reader could make out. */
const leastFontPx = 4;
/** Contrast (WCAG 2.2, 1.4.3) below which text and ground are the same to the eye; 21 is black on white. */
const leastContrast = 1.2;
const mostApart = 40;
const white: Rgb = [255, 255, 255];

/** How text of that look is kept from the reader's eyes; undefined when it is not. */
export function hidingOf(look: Look): HiddenKind | undefined {
  if (look.gone !== undefined) return look.gone;
  if (look.invisible) return 'visibility';
  if (look.fontPx < leastFontPx) return 'size';
  if (look.color === 'none') return 'colour';
  if (look.color === undefined || look.background === 'image') return undefined;
  return isAlike(look.color, look.background ?? white) ? 'colour' : undefined;
}

/** The look of an element inside `parent`, from its attributes and the declarations that hold for it. */
export function lookOf(parent: Look, attributes: Readonly<Record<string, string>>, css: Declarations): Look {
  const own = (name: string): string => css.get(name) ?? '';
  const visibility = own('visibility');
  return {
    gone: parent.gone ?? ('hidden' in attributes ? 'attribute' : takenOutBy(css)),
    invisible: visibility === '' ? parent.invisible : visibility === 'hidden' || visibility === 'collapse',
    fontPx: fontSize(own('font-size') || shorthandSize(own('font')), parent.fontPx),
    color:
      colorOf(own('-webkit-text-fill-color')) ??
      colorOf(own('color') || (attributes['color'] ?? '')) ??
      parent.color,
    background: backgroundOf(own, attributes) ?? parent.background,
  };
}

/** Bounded, as a style attribute can be a megabyte long. Later declarations win, `!important` ones above all. */
export function declarationsOf(text: string): Map<string, string> {
  const css = new Map<string, string>();
  const urgent = new Set<string>();
  for (const declaration of text
    .slice(0, 4_000)
    .toLowerCase()
    .replaceAll(/\/\*[^]*?(?:\*\/|$)/g, '')
    .split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(colon, 0)).trim();
    const value = declaration.slice(colon + 1);
    const isUrgent = value.includes('!important');
    if (colon < 1 || (urgent.has(name) && !isUrgent)) continue;
    if (isUrgent) urgent.add(name);
    css.set(name, value.replace('!important', '').trim());
  }
  return css;
}

function takenOutBy(css: Declarations): HiddenKind | undefined {
  if (css.size === 0) return undefined;
  const own = (name: string): string => css.get(name) ?? '';
  if (own('display') === 'none' || own('content-visibility') === 'hidden') return 'display';
  if (isFaint(own('opacity')) || /opacity\(\s*0(?:\.0\d*)?%?\s*\)/.test(own('filter'))) return 'opacity';
  const clipped = /hidden|clip/.test(own('overflow') || own('overflow-y'));
  const flat = ['height', 'max-height', 'width', 'max-width'].some((name) =>
    /^(?:0|1)(?:\.0+)?(?:px|pt|em|rem|%)?$/.test(own(name)),
  );
  if (clipped && flat) return 'clipped';
  const away = ['left', 'top', 'right', 'text-indent', 'margin-left'].some((name) =>
    /^-(?:\d{3,}|100%)/.test(own(name)),
  );
  const shrunk = /scale[xy3d]{0,2}\(\s*0?(?:\.0\d*)?\s*[,)]|translate[xy3d]{0,2}\([^)]{0,40}-\d{3,}/.test(
    own('transform'),
  );
  const cut =
    /^rect\(\s*[01]/.test(own('clip')) || /inset\(\s*(?:100|50)%|circle\(\s*0/.test(own('clip-path'));
  return away || shrunk || cut ? 'clipped' : undefined;
}

function isFaint(opacity: string): boolean {
  const number = Number.parseFloat(opacity);
  return (opacity.endsWith('%') ? number / 100 : number) < 0.1;
}

function fontSize(value: string, parentPx: number): number {
  const number = Number.parseFloat(value);
  if (Number.isNaN(number)) return value === '' || parentPx >= leastFontPx ? parentPx : 16;
  if (value.endsWith('%')) return (parentPx * number) / 100;
  if (value.endsWith('rem')) return 16 * number;
  if (value.endsWith('em') || value.endsWith('ex')) return parentPx * number;
  return value.endsWith('pt') ? number * 1.33 : number;
}

function shorthandSize(font: string): string {
  return /(?:^|\s)(\d[\d.]*(?:px|pt|em|rem|%)|0(?=[\s/]|$))/.exec(font)?.[1] ?? '';
}

function backgroundOf(
  own: (name: string) => string,
  attributes: Readonly<Record<string, string>>,
): Look['background'] {
  if (/url\(|gradient\(/.test(own('background') + own('background-image')) || 'background' in attributes)
    return 'image';
  const color = colorOf(own('background-color') || own('background') || (attributes['bgcolor'] ?? ''));
  return color === 'none' ? undefined : color;
}

/** Yellow on white has little contrast as well, but can be seen: the parts of the colours have to be close too. */
function isAlike(one: Rgb, other: Rgb): boolean {
  const isNear = one.every((part, at) => Math.abs(part - (other[at] ?? 0)) <= mostApart);
  return isNear && contrast(one, other) < leastContrast;
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance([red, green, blue]: Rgb): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
