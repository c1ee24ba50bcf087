import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { KnowledgeFile } from '#domain/agent-config.ts';
import { messageOf } from '#errors.ts';
import type { Fault } from './agent-fault.ts';

const MAX_BYTES = 5 * 1024 * 1024;

type Reader = (bytes: Buffer) => Promise<string | string[]>;

const readers: Record<string, Reader> = {
  '.md': readText,
  '.markdown': readText,
  '.txt': readText,
  '.html': readHtml,
  '.htm': readHtml,
  '.pdf': readPdf,
  '.docx': readDocx,
};

/**
 * All files below `knowledge/` as text, by name (DESIGN section 5): md, txt, html, pdf, docx, up to 5 MB each.
 * Whatever cannot be read is a fault with its reason, so that nothing goes missing unnoticed; dot files and what
 * editors leave behind are passed over. Links that lead out of the agent's folder are refused.
 */
export async function readKnowledge(agentDir: string): Promise<{ files: KnowledgeFile[]; faults: Fault[] }> {
  const root = join(agentDir, 'knowledge');
  const files: KnowledgeFile[] = [];
  const faults: Fault[] = [];
  for (const path of await listFiles(root, await realpath(agentDir), faults, new Set())) {
    const name = relative(root, path).split(sep).join('/');
    try {
      files.push({ name, ...(await readOne(path)) });
    } catch (error) {
      faults.push({ file: path, line: 1, reason: messageOf(error) });
    }
  }
  return { files, faults };
}

/** The text of a file, as UTF-8; throws an Error that says what to do. */
export async function readText(bytes: Buffer): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n').trim();
  } catch (cause) {
    throw new Error('is not UTF-8 text; save it as UTF-8', { cause });
  }
}

/** True for a path that stays in the folder once every link is followed. */
export async function staysInside(realFolder: string, path: string): Promise<boolean> {
  const target = await realpath(path);
  return target === realFolder || target.startsWith(realFolder + sep);
}

async function listFiles(
  dir: string,
  realFolder: string,
  faults: Fault[],
  seen: Set<string>,
): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT')
      faults.push({ file: dir, line: 1, reason: `cannot be read: ${error.message}` });
    return [];
  });
  if (entries.length === 0) return [];
  seen.add(await realpath(dir)); // a link to a folder above would otherwise go round for ever

  const found: string[] = [];
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isLeftBehind(name)) continue;
    const path = join(dir, name);
    try {
      if ((await lstat(path)).isSymbolicLink() && !(await staysInside(realFolder, path))) {
        throw new Error('is a link out of the agent folder; put a copy of the file here');
      }
      const target = await stat(path);
      if (target.isDirectory()) {
        if (!seen.has(await realpath(path))) found.push(...(await listFiles(path, realFolder, faults, seen)));
      } else if (target.isFile()) {
        found.push(path);
      } else {
        throw new Error('is not a file; remove it'); // reading a pipe would never end
      }
    } catch (error) {
      faults.push({ file: path, line: 1, reason: messageOf(error) });
    }
  }
  return found;
}

/** Dot files, back-up and lock files of editors and of Word, thumbnails. */
function isLeftBehind(name: string): boolean {
  return /^[.~#]|~$|\.(swp|tmp|bak)$/i.test(name) || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}

async function readOne(path: string): Promise<Omit<KnowledgeFile, 'name'>> {
  const read = readers[extname(path).toLowerCase()];
  if (read === undefined) throw new Error('cannot be read; knowledge is md, txt, html, pdf or docx');
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new Error(`is ${(size / 1e6).toFixed(1)} MB; split it, 5 MB is the limit`);
  const content = await read(await readFile(path));
  const text = typeof content === 'string' ? content : content.join('\n\n').trim();
  if (text === '') throw new Error('has no text in it (a scan has to be turned into text first); remove it');
  return typeof content === 'string' ? { text } : { text, pages: content };
}

async function readHtml(bytes: Buffer): Promise<string> {
  const { convert } = await import('html-to-text');
  const heading = { options: { uppercase: false } };
  const selectors = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading }));
  return convert(await readText(bytes), {
    wordwrap: false,
    selectors: [
      ...selectors,
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  }).trim();
}

/** The text of each page. */
async function readPdf(bytes: Buffer): Promise<string[]> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
    const { text } = await extractText(pdf, { mergePages: false });
    return text.map((page) => page.trim());
  } catch (cause) {
    throw new Error(`is not a PDF that can be read: ${messageOf(cause)}`, { cause });
  }
}

async function readDocx(bytes: Buffer): Promise<string> {
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.extractRawText({ buffer: bytes });
    return value.trim();
  } catch (cause) {
    throw new Error(`is not a Word file that can be read: ${messageOf(cause)}`, { cause });
  }
}
