import { htmlFromMarkdown } from '#agent/mail/markup.ts';
import { codeWords } from './code-words.ts';

/**
 * The mail that carries a code to the address on file: written by code alone, in a thread of its own. Its mark begins
 * otherwise than that of a reply, so that it never counts as the answer to anything.
 */
export function composeCodeMail(to: string, code: string, language: string, sendId: string): string {
  const { subject, mail } = codeWords(language);
  return JSON.stringify({
    to: [{ email: to }],
    subject,
    body: htmlFromMarkdown(mail.replace('{code}', `${code.slice(0, 4)} ${code.slice(4)}`)),
    custom_headers: [
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Inreply-Id', value: sendId },
    ],
    metadata: { key1: sendId, key3: 'inreply', kind: 'code' },
  });
}
