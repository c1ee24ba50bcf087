/** Properties that say how text looks and where it stands in the flow; none that take it out of the flow or fetch anything. */
const properties: ReadonlySet<string> = new Set(
  `color background background-color font font-family font-size font-style font-weight font-variant line-height
   letter-spacing text-align text-decoration text-transform vertical-align white-space word-break overflow-wrap
   direction display width min-width max-width height min-height max-height
   margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
   border border-top border-right border-bottom border-left border-color border-style border-width border-radius
   border-collapse border-spacing list-style-type float clear table-layout`
    .trim()
    .split(/\s+/),
);

const longestStyle = 4_000;
const longestValue = 200;
const mostDeclarations = 60;

/** Words, numbers, colours and quoted names of fonts. No backslash, colon, semicolon, slash pair or angle bracket. */
const plainValue = /^[\w\s#%.,()'"+-]+$/;
const functions = /([\w-]*)\(/g;
const colourFunctions: ReadonlySet<string> = new Set(['rgb', 'rgba', 'hsl', 'hsla']);
/** What moves text off the page, or makes it larger than any page. */
const outOfBounds = /(?:^|[\s(,])-\d|\d{5,}/;

/**
 * The declarations of a style attribute that may stay, lower case, joined; empty when none may. What is not plainly
 * harmless is left out: `url()`, `expression()`, `var()`, positions, comments, escapes (CSS 2.1 section 4.1.3), at-rules.
 */
export function safeStyle(style: string): string {
  return style
    .slice(0, longestStyle)
    .toLowerCase()
    .split(';')
    .slice(0, mostDeclarations)
    .flatMap((declaration) => {
      const colon = declaration.indexOf(':');
      const property = declaration.slice(0, Math.max(colon, 0)).trim();
      const value = declaration
        .slice(colon + 1)
        .replace(/!\s*important\s*$/, '')
        .trim();
      return properties.has(property) && isHarmless(value) ? [`${property}:${value}`] : [];
    })
    .join(';');
}

function isHarmless(value: string): boolean {
  if (value.length > longestValue || !plainValue.test(value) || outOfBounds.test(value)) return false;
  if (!isBalanced(value)) return false;
  return [...value.matchAll(functions)].every(([, name = '']) => colourFunctions.has(name));
}

function isBalanced(value: string): boolean {
  const count = (mark: string) => value.split(mark).length - 1;
  return count("'") % 2 === 0 && count('"') % 2 === 0 && count('(') === count(')');
}
