/** What a mail client may make a link of: a scheme, a share on a network, a host with at least one dot. */
const scheme = /([a-z][a-z\d+.-]{1,20}):(?=\/\/|\\\\)/gi;
const webScheme = /^https?$/i;
const share = /(?<![\\\w:])\\\\(?=[\w.-])/g;
const callable =
  /(?<![\p{L}\p{N}])(javascript|vbscript|data|file|blob|ms-[a-z-]{2,20}|search-ms|tel|sms|callto|whatsapp|intent):(?=\S)/giu;
const host =
  /(?<![\p{L}\p{N}@.[\]-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,10}\p{L}{2,24}(?![\p{L}\p{N}@])/gu;
/** Endings of files that are no domains, so that nothing makes a link of them. */
const fileName =
  /^[^.]{1,63}\.(?:pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|heic|webp|txt|csv|eml|ics|html?|xml|json)$/i;
const numbers = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?=[:/])/g;

/**
 * Text of a stranger in which no mail client finds a link to make clickable, while a person can still read where it leads:
 * `https://a.example/x` becomes `hxxps://a[.]example/x`. Mail addresses stay as they are. Any string, in time linear to it.
 */
export function defanged(text: string): string {
  return text
    .replaceAll(scheme, (_, name: string) =>
      webScheme.test(name) ? `${name.replace(/^htt/i, 'hxx')}:` : `${name}[:]`,
    )
    .replaceAll(callable, '$1[:]')
    .replaceAll(share, '[\\\\]')
    .replaceAll(host, (found) => (fileName.test(found) ? found : found.replaceAll('.', '[.]')))
    .replaceAll(/www\./gi, (found) => found.replace('.', '[.]'))
    .replaceAll(numbers, (found) => found.replaceAll('.', '[.]'));
}
