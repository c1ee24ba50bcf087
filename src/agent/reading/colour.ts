/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/* CSS Color 4, section 6.1: the names people use, and all that come near white or black. */
const named: ReadonlyMap<string, string> = new Map(
  `white:ffffff snow:fffafa ivory:fffff0 floralwhite:fffaf0 ghostwhite:f8f8ff whitesmoke:f5f5f5 mintcream:f5fffa
   azure:f0ffff aliceblue:f0f8ff honeydew:f0fff0 seashell:fff5ee oldlace:fdf5e6 linen:faf0e6 lavenderblush:fff0f5
   cornsilk:fff8dc beige:f5f5dc lightyellow:ffffe0 lightcyan:e0ffff lavender:e6e6fa gainsboro:dcdcdc
   papayawhip:ffefd5 antiquewhite:faebd7 mistyrose:ffe4e1 lemonchiffon:fffacd lightgoldenrodyellow:fafad2
   black:000000 navy:000080 darkblue:00008b midnightblue:191970 darkslategray:2f4f4f darkslategrey:2f4f4f
   red:ff0000 green:008000 blue:0000ff yellow:ffff00 lime:00ff00 aqua:00ffff cyan:00ffff fuchsia:ff00ff
   magenta:ff00ff silver:c0c0c0 gray:808080 grey:808080 maroon:800000 olive:808000 purple:800080 teal:008080
   orange:ffa500 pink:ffc0cb brown:a52a2a gold:ffd700 darkred:8b0000 darkgreen:006400 lightgray:d3d3d3
   lightgrey:d3d3d3 darkgray:a9a9a9 darkgrey:a9a9a9 dimgray:696969 dimgrey:696969 indigo:4b0082 skyblue:87ceeb`
    .split(/\s+/)
    .map((pair) => pair.split(':'))
    .map(([name = '', hex = '']) => [name, hex]),
);

/** A CSS colour; `none` when nothing of it shows through; undefined for what is not read here, which counts as seen. */
export function colorOf(value: string): Rgb | 'none' | undefined {
  const text = value.trim().toLowerCase().slice(0, 60);
  if (text === '') return undefined;
  if (text === 'transparent') return 'none';
  const hex = /^#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-z])/.exec(text)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const [, model, list = ''] = /^(rgb|hsl)a?\(([^)]{1,50})/.exec(text) ?? [];
  if (model !== undefined)
    return fromParts(
      model,
      list.split(/[\s,/]+/).filter((part) => part !== ''),
    );
  const name = named.get(/^[a-z]+/.exec(text)?.[0] ?? '');
  return name === undefined ? undefined : fromHex(name);
}

function fromHex(hex: string): Rgb | 'none' {
  const full = hex.length < 6 ? hex.replaceAll(/./g, '$&$&') : hex;
  const part = (at: number): number => Number.parseInt(full.slice(at, at + 2), 16);
  if (full.length === 8 && part(6) < 26) return 'none';
  return [part(0), part(2), part(4)];
}

function fromParts(model: string, parts: readonly string[]): Rgb | 'none' | undefined {
  const [first = '', second = '', third = '', alpha = '1'] = parts;
  if (share(alpha, 1) < 0.1) return 'none';
  const [a, b, c] = model === 'rgb' ? [first, second, third].map((part) => share(part, 255)) : [];
  const color: Rgb =
    model === 'rgb'
      ? [a ?? Number.NaN, b ?? Number.NaN, c ?? Number.NaN]
      : fromHsl(share(first, 360), share(second, 1), share(third, 1));
  return color.some(Number.isNaN) ? undefined : color;
}

/** A number, or that share of the whole. */
function share(part: string, whole: number): number {
  return part.endsWith('%') ? (Number.parseFloat(part) / 100) * whole : Number.parseFloat(part);
}

/** CSS Color 4, section 7. */
function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number): number => {
    const at = (((offset + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return [part(0), part(8), part(4)];
}
