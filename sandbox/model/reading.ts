import type { ChatRequest } from './request.ts';

type Passage = { id: string; text: string };

/** What the stand-in finds in a prompt, whatever its wording. */
export type PromptReading = {
  system: string;
  /** All of the conversation that is to be answered. */
  conversation: string;
  /** The text of its last mail. */
  newest: string;
  passages: Passage[];
  /** What a reviewer asks to change, where the prompt says so. */
  change: string | undefined;
  /** Two-letter tag, where the prompt fixes the language of the reply. */
  language: string | undefined;
  /** Everything outside the mail. */
  outside: string;
};

/** Reads a chat request: which part is mail, which are passages, which the instructions. */
export function readPrompt({ messages }: ChatRequest): PromptReading {
  const system = textOf(messages.filter(({ role }) => role === 'system' || role === 'developer'));
  // What follows an answer is a request to repair it, not the question.
  const answered = messages.findIndex(({ role }) => role === 'assistant');
  const asked = answered === -1 ? messages : messages.slice(0, answered);
  const user = textOf(asked.filter(({ role }) => role === 'user'));
  const { conversation, before, after } = splitAtMail(user);
  const outside = `${system}\n\n${before}`;
  return {
    system,
    conversation,
    newest: newestOf(conversation),
    passages: passagesIn(`${outside}\n\n${after}`),
    change: /asks? (?:for|to) [^\n]{0,120}chang[^\n]*:\s*\n+([\s\S]+)$/i.exec(after)?.[1]?.trim(),
    language: /^language of the reply: ?([a-z]{2})\b(?!\w)/im.exec(`${before}\n${after}`)?.[1]?.toLowerCase(),
    outside,
  };
}

function textOf(messages: ChatRequest['messages']): string {
  return messages.map(({ content }) => content).join('\n\n');
}

type Split = { before: string; conversation: string; after: string };

/** Finds the mail: between two lines that carry the same mark, else in the last tag or fence, else everything. */
function splitAtMail(text: string): Split {
  return (
    betweenMarks(text) ??
    lastBlock(
      text,
      /<(messages?|mails?|e-?mails?|conversation|thread|customer[\w-]*)\b[^>]*>([\s\S]*?)<\/\1>/gi,
    ) ??
    lastBlock(text, /(```|""")[^\n]*\n([\s\S]*?)\1/g) ?? { before: '', conversation: text, after: '' }
  );
}

/** A mark is a long word without meaning that makes up most of its line and stands on two lines; of several pairs the last. */
function betweenMarks(text: string): Split | undefined {
  const lines = text.split('\n');
  const seenAt = new Map<string, number>();
  let found: { from: number; to: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const mark = line.length <= 120 ? /[A-Za-z0-9]{12,}/.exec(line)?.[0] : undefined;
    if (!mark || !/\d/.test(mark) || mark.length < line.length * 0.4) continue;
    const from = seenAt.get(mark);
    if (from === undefined) seenAt.set(mark, at);
    else if (!found || from <= found.from || from > found.to) found = { from, to: at };
  }
  if (!found) return undefined;
  return {
    before: lines.slice(0, found.from).join('\n'),
    conversation: lines.slice(found.from + 1, found.to).join('\n'),
    after: lines.slice(found.to + 1).join('\n'),
  };
}

function lastBlock(text: string, pattern: RegExp): Split | undefined {
  const match = [...text.matchAll(pattern)].at(-1);
  if (!match) return undefined;
  const end = match.index + match[0].length;
  return { before: text.slice(0, match.index), conversation: match[2] ?? '', after: text.slice(end) };
}

/** The last mail of a conversation, without the lines that say who wrote it and when. */
function newestOf(conversation: string): string {
  const heading = /^(?:#+ *|-{2,} *|\[)?(?:mail|message|e-?mail)\b[ #-]*\d+.*$|^From: .+$/gim;
  const last = [...conversation.matchAll(heading)].at(-1);
  const mail = last ? conversation.slice(last.index) : conversation;
  const [head = '', ...rest] = mail.split(/\n[ \t]*\n/);
  const isHead = rest.length > 0 && head.split('\n').every((line) => /^\[|^[\w -]{1,30}:/.test(line));
  return (isHead ? rest.join('\n\n') : mail).trim();
}

const passageStart =
  /^\s*(?:[-*#]+\s*)?(?:\[([^\]\n]{1,160})\]|<(?:passage|source|document)\b[^>]*?(?:id|source|name)="([^"\n]{1,160})"[^>]*>|(?:id|source|passage)\s*[:=]\s*"?([^\s"]{1,160})"?\s*$)(.*)$/i;
const passageEnd =
  /^\s*(?:<\/(?:passage|source|document)s?>|(?:language of|the mail|the conversation|conversation|mails?|messages?|thread|question|customer|your earlier|task|schema|instructions?|rules?)\b.*)$/i;

/** Passages to rely on: a line with an id such as `[shipping.md#2]`, then their text. */
function passagesIn(text: string): Passage[] {
  const passages: Passage[] = [];
  let open: Passage | undefined;
  for (const line of text.split('\n')) {
    const start = passageStart.exec(line);
    const id = start?.[1] ?? start?.[2] ?? start?.[3];
    if (start && id && (start[2] !== undefined || /[\w-]\.\w{2,5}(?:#|$)|^tool:/.test(id))) {
      open = { id, text: start[4]?.trim() ?? '' };
      passages.push(open);
    } else if (passageEnd.test(line)) {
      open = undefined;
    } else if (open) {
      open.text += `\n${line}`;
    }
  }
  return passages.map((passage) => ({ ...passage, text: passage.text.trim() }));
}
