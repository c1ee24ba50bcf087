/** More markup than people write; what is beyond costs time and shows nothing new. */
const longest = 400_000;
const mostTags = 20_000;
/** Characters of pictures written into the markup: each of them, and all together. */
const largestPicture = 200_000;
const largestPictures = 1_000_000;

const inlineData = /data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=\s%]{400,}/gi;

/**
 * As much of the HTML of a mail as is looked at, and how many characters are left out. Pictures written into it that are too
 * large are emptied, and do not count.
 */
export function bounded(given: string): { html: string; cut: number } {
  let pictures = 0;
  const slim = given.replaceAll(inlineData, (data) => {
    if (data.length > largestPicture || pictures + data.length > largestPictures) return 'data:,';
    pictures += data.length;
    return data;
  });
  const short = slim.slice(0, longest + pictures);
  const end = nthIndex(short, '<', mostTags);
  const html = (end === -1 ? short : short.slice(0, end)).toWellFormed();
  return { html, cut: slim.length - html.length };
}

/** Where the character stands for the nth time; -1 when it stands there less often. */
function nthIndex(text: string, character: string, n: number): number {
  let at = -1;
  for (let found = 0; found < n; found += 1) {
    at = text.indexOf(character, at + 1);
    if (at === -1) return -1;
  }
  return at;
}
