import { z } from 'zod';

/** Where the value of an argument comes from. The model may only find it in the sender's own mail, and never makes one up. */
const Argument = z.discriminatedUnion('from', [
  /** The address of the sender, once their mail server has vouched for it or the tool asks for no proof. */
  z.strictObject({ from: z.literal('sender') }),
  /** What a pattern finds in the sender's own text: its group, or all of it. */
  z.strictObject({
    from: z.literal('mail'),
    pattern: z.string().min(1).max(300).superRefine(demandPattern),
    /** What a reply should ask for when the mail does not have it. */
    description: z.string().min(1).max(200).optional(),
  }),
  /** What the model finds in the sender's own text; it has to stand there literally. */
  z.strictObject({
    from: z.literal('model'),
    description: z.string().min(1).max(300),
    schema: z
      .strictObject({
        type: z.enum(['string', 'integer', 'number']),
        enum: z.array(z.string().min(1)).min(1).optional(),
        pattern: z.string().min(1).max(300).superRefine(demandPattern).optional(),
        maxLength: z.number().int().min(1).max(500).optional(),
        minimum: z.number().optional(),
        maximum: z.number().optional(),
      })
      .default({ type: 'string' }),
  }),
  z.strictObject({ from: z.literal('config'), value: z.union([z.string(), z.number(), z.boolean()]) }),
]);
export type Argument = z.infer<typeof Argument>;

const Name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _');
/** Keys joined with dots; `[]` stands for every entry of a list. */
const Path = z
  .string()
  .regex(/^[\w-]+(?:\[\])?(?:\.[\w-]+(?:\[\])?)*$/, 'write a path such as customer.email or items[].name');
const Headers = z.record(
  z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header'),
  z.string().regex(/^[^\r\n\0]*$/, 'must be one line'),
);

const ToolResult = z.strictObject({
  /** What of a JSON answer the model sees; all of it when left out. */
  pick: z.array(Path).default([]),
  max_bytes: z.number().int().min(100).max(100_000).default(8_000),
  /** Path of an address: the answer counts as nothing unless it is that of the verified sender. */
  owner: Path.optional(),
});

const ToolLimits = z.strictObject({
  per_message: z.number().int().min(1).default(3),
  per_thread: z.number().int().min(1).default(20),
  per_day: z.number().int().min(1).default(1_000),
});

const Common = z.strictObject({
  /** Who may have it run: code, before a reply is written, or a person who approves. One of the two is demanded. */
  read_only: z.literal(true).optional(),
  approval: z.literal(true).optional(),
  /** What it does, for people, as in "Refund order {number}". */
  words: z.string().min(1).max(300).optional(),
  args: z.record(Name, Argument).default({}),
  result: ToolResult.default(() => ToolResult.parse({})),
  limits: ToolLimits.default(() => ToolLimits.parse({})),
  timeout_ms: z.number().int().min(100).max(60_000).default(10_000),
  /** Private, loopback and link-local addresses, and plain HTTP. */
  allow_private: z.boolean().default(false),
  /** `from: sender` and `owner` believe the From header. */
  allow_unverified: z.boolean().default(false),
  /** A repeat with the same Idempotency-Key does nothing twice. */
  idempotent: z.boolean().default(false),
  /** A one-time code proves who asks. */
  verify: z.literal('code').optional(),
  /** Where that code goes: `TOOL.path` in the answer of a look-up; else to the sender's own address. */
  address_from: z
    .string()
    .regex(/^[a-z][a-z0-9_]*(?:\.[\w-]+)+$/, 'write TOOL.path, as in order_owner.customer.email')
    .optional(),
  verified_hours: z.number().positive().max(168).default(24),
});
type Common = z.infer<typeof Common>;

const HttpTool = z.strictObject({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  /** RFC 6570 level 1: each `{name}` is an argument and is percent-encoded whole. */
  url: z.string().min(1).max(2_000),
  headers: Headers.default({}),
  /** Sent as JSON; `{name}` in its texts is filled in. */
  body: z.json().optional(),
  ...Common.shape,
});
export type HttpTool = z.infer<typeof HttpTool>;

const McpTool = z.strictObject({
  kind: z.literal('mcp'),
  /** Its name at the server. */
  tool: z.string().min(1).max(200),
  /** A server that is started and spoken to over its standard input and output… */
  command: z.string().min(1).optional(),
  arguments: z.array(z.string()).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'is no name of a variable'), z.string()).default({}),
  /** …or one at a URL (streamable HTTP). */
  url: z.string().min(1).max(2_000).optional(),
  headers: Headers.default({}),
  ...Common.shape,
});
export type McpTool = z.infer<typeof McpTool>;

/** A tool an agent lists in `tools:`. */
export const Tool = z.discriminatedUnion('kind', [
  HttpTool.superRefine(checkCommon).superRefine(checkHttp),
  McpTool.superRefine(checkCommon).superRefine(checkMcp),
]);
export type Tool = z.infer<typeof Tool>;

export const ToolsConfig = z.record(Name, Tool).superRefine(checkAddresses);
export type ToolsConfig = z.infer<typeof ToolsConfig>;

/** `categories.NAME.tools`: tools whose answers a draft may rest on, or whose actions are proposed along with it. */
export const toolNames = z.array(z.string().min(1)).max(10).optional();

/** What only the whole of an agent's settings shows: categories that name tools which are not there. */
export function toolFaults(config: {
  tools: ToolsConfig;
  categories: Readonly<Record<string, { tools?: string[] | undefined } | object>>;
}): { path: PropertyKey[]; message: string }[] {
  return Object.entries(config.categories).flatMap(([name, category]) => {
    const named = 'tools' in category ? (category.tools ?? []) : [];
    const unknown = named.filter((tool) => !Object.hasOwn(config.tools, tool));
    const path = ['categories', name, 'tools'];
    return unknown.map((tool) => ({ path, message: `"${tool}" is not declared in tools` }));
  });
}

/** Whether a tool does something in the world; it then runs only when a person approves. */
export function acts(tool: Tool): boolean {
  return tool.approval === true;
}

/** The names that stand as `{name}` in a text. */
export function placeholdersIn(text: string): string[] {
  return Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name);
}

type Context = z.core.$RefinementCtx;

function demandPattern(source: string, context: Context): void {
  try {
    const empty = new RegExp(source, 'iu').exec('');
    const groups = (new RegExp(`${source}|`, 'iu').exec('')?.length ?? 1) - 1;
    if (empty !== null) complain(context, [], 'finds nothing as well; demand at least one character');
    if (groups > 1) complain(context, [], 'has more than one group; write the others as (?:…)');
  } catch {
    complain(context, [], 'is not a regular expression');
  }
}

function checkCommon(tool: Common, context: Context): void {
  if ((tool.read_only === true) === (tool.approval === true)) {
    complain(context, [], 'write either read_only: true (it only looks up) or approval: true (it acts)');
  }
  if (tool.address_from !== undefined && tool.verify === undefined)
    complain(context, ['address_from'], 'is where a code goes; add verify: code');
  for (const name of placeholdersIn(tool.words ?? '')) {
    if (!Object.hasOwn(tool.args, name)) complain(context, ['words'], `{${name}} is none of its args`);
  }
}

function checkHttp(tool: HttpTool, context: Context): void {
  const named = { url: placeholdersIn(tool.url), body: textsIn(tool.body).flatMap(placeholdersIn) };
  const used = new Set([...named.url, ...named.body]);
  checkUrl(tool.url, tool, context);
  for (const where of ['url', 'body'] as const) {
    for (const name of named[where]) {
      if (!Object.hasOwn(tool.args, name)) complain(context, [where], `{${name}} is none of its args`);
    }
  }
  for (const name of Object.keys(tool.args)) {
    if (!used.has(name)) complain(context, ['args', name], 'is used neither in url nor in body');
  }
  if (tool.method === 'GET' && tool.body !== undefined) complain(context, ['body'], 'has no place in a GET');
}

function checkMcp(tool: McpTool, context: Context): void {
  if ((tool.command === undefined) === (tool.url === undefined))
    complain(context, [], 'write either command (a program to start) or url (a server)');
  if (tool.url === undefined) return;
  checkUrl(tool.url, tool, context);
  if (placeholdersIn(tool.url).length > 0) complain(context, ['url'], 'takes no arguments');
}

/** The host is fixed: placeholders stand behind it, and nothing of the URL can hold a password. */
function checkUrl(url: string, { allow_private: isPrivate }: Common, context: Context): void {
  const origin = /^(https?):\/\/[^/?#\\{}@\s]+(?=[/?]|$)/.exec(url);
  if (origin === null || !URL.canParse(origin[0])) {
    complain(context, ['url'], 'write https://, a fixed host without user name, then path and query');
  } else if (origin[1] === 'http' && !isPrivate) {
    complain(context, ['url'], 'use https (plain http only together with allow_private: true)');
  }
  if (url.includes('#')) complain(context, ['url'], 'a fragment (#) never reaches a server; leave it out');
}

/** A code goes where another look-up of the agent says, which itself needs none. */
function checkAddresses(tools: Record<string, Common>, context: Context): void {
  for (const [name, { address_from: from }] of Object.entries(tools)) {
    if (from === undefined) continue;
    const other = tools[from.slice(0, from.indexOf('.'))];
    if (other === undefined || other.approval === true || other.verify !== undefined)
      complain(context, [name, 'address_from'], 'begin with the name of a read-only tool without verify');
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function complain(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}
