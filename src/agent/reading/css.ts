/** What decides whether text of an element can be seen. Colours are `r,g,b`; undefined is what the client chooses. */
export type Look = {
  hidden: boolean;
  invisible: boolean;
  fontPx: number;
  color: Rgb | undefined;
  background: Rgb | 'image' | undefined;
};
type Rgb = readonly [number, number, number];

export const plainLook: Look = {
  hidden: false,
  invisible: false,
  fontPx: 16,
  color: undefined,
  background: undefined,
};

/** Whether text of that look is kept from the reader's eyes. */
export function isUnseen(look: Look): boolean {
  if (look.hidden || look.invisible || look.fontPx < 2) return true;
  if (look.color === undefined || look.background === 'image') return false;
  const background = look.background ?? [255, 255, 255];
  return look.color.every((part, at) => Math.abs(part - (background[at] ?? 255)) <= 12);
}

/** The look of an element inside `parent`, from its attributes and the declarations that hold for it. */
export function lookOf(
  parent: Look,
  attributes: Readonly<Record<string, string>>,
  declarations: string,
): Look {
  const css = declarationsOf(declarations);
  const own = (name: string): string => css.get(name) ?? '';
  const visibility = own('visibility');
  return {
    hidden: parent.hidden || 'hidden' in attributes || isTakenOut(css),
    invisible: visibility === '' ? parent.invisible : visibility === 'hidden' || visibility === 'collapse',
    fontPx: fontSize(own('font-size') || shorthandSize(own('font')), parent.fontPx),
    color: colorOf(own('color') || (attributes['color'] ?? '')) ?? parent.color,
    background: backgroundOf(own, attributes) ?? parent.background,
  };
}

/** Bounded, as a style attribute can be a megabyte long. Later declarations win. */
function declarationsOf(text: string): Map<string, string> {
  const css = new Map<string, string>();
  for (const declaration of text
    .slice(0, 4_000)
    .toLowerCase()
    .replaceAll(/\/\*[^]*?(?:\*\/|$)/g, '')
    .split(';')) {
    const colon = declaration.indexOf(':');
    if (colon > 0)
      css.set(
        declaration.slice(0, colon).trim(),
        declaration
          .slice(colon + 1)
          .replace('!important', '')
          .trim(),
      );
  }
  return css;
}

function isTakenOut(css: ReadonlyMap<string, string>): boolean {
  const own = (name: string): string => css.get(name) ?? '';
  if (own('display') === 'none' || own('mso-hide') === 'all') return true;
  if (own('opacity') !== '' && Number.parseFloat(own('opacity')) < 0.1) return true;
  const clipped = own('overflow').startsWith('hidden') || own('overflow-y') === 'hidden';
  const flat = ['height', 'max-height', 'width', 'max-width'].some((name) =>
    /^[01](?:px|pt|em|%)?$/.test(own(name)),
  );
  if (clipped && flat) return true;
  const away = ['left', 'top', 'right', 'text-indent', 'margin-left'].some((name) =>
    /^-\d{3,}/.test(own(name)),
  );
  return away || /^rect\(\s*0/.test(own('clip')) || /scale[xy]?\(\s*0\s*[,)]/.test(own('transform'));
}

function fontSize(value: string, parentPx: number): number {
  const number = Number.parseFloat(value);
  if (Number.isNaN(number)) return value === '' || parentPx >= 2 ? parentPx : 16;
  if (value.endsWith('%')) return (parentPx * number) / 100;
  if (value.endsWith('rem')) return 16 * number;
  if (value.endsWith('em')) return parentPx * number;
  return value.endsWith('pt') ? number * 1.33 : number;
}

function shorthandSize(font: string): string {
  return /(?:^|\s)(\d[\d.]*(?:px|pt|em|rem|%))/.exec(font)?.[1] ?? '';
}

function backgroundOf(
  own: (name: string) => string,
  attributes: Readonly<Record<string, string>>,
): Look['background'] {
  if (/url\(|gradient\(/.test(own('background') + own('background-image')) || 'background' in attributes)
    return 'image';
  return colorOf(own('background-color') || own('background') || (attributes['bgcolor'] ?? ''));
}

const named: Readonly<Record<string, Rgb>> = {
  white: [255, 255, 255],
  snow: [255, 250, 250],
  whitesmoke: [245, 245, 245],
  ivory: [255, 255, 240],
  black: [0, 0, 0],
};

/** Undefined for what is not read here; then the colour counts as seen. */
function colorOf(value: string): Rgb | undefined {
  const text = value.trim().toLowerCase();
  const hex = /^#?([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])/.exec(text)?.[1];
  if (hex !== undefined) {
    const full = hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex;
    const part = (at: number): number => Number.parseInt(full.slice(at, at + 2), 16);
    return [part(0), part(2), part(4)];
  }
  const parts = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text);
  if (parts !== null) return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return named[/^[a-z]+/.exec(text)?.[0] ?? ''];
}
