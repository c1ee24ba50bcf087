import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig, type Config } from '../config.ts';
import { readAgents } from './agents.ts';
import { costText, ShownCost } from './cost-text.ts';
import { exchangesText, readExchanges } from './prompts.ts';
import { askServer, readAnswer } from './server.ts';
import { indented, jsonText, paint, printable, table, type Terminal } from './terminal.ts';

const Mail = z.looseObject({
  id: z.string().nullable(),
  to: z.array(z.looseObject({ email: z.string() })),
  subject: z.string(),
  body: z.string(),
});

const Trust = z.looseObject({
  spf: z.string(),
  dkim: z.string(),
  dmarc: z.string(),
  verified_sender: z.string().nullable(),
  facts: z.array(z.looseObject({ code: z.string(), detail: z.string() })),
});

/** `GET /api/messages/{grant}/{message}` (DESIGN section 6), as far as it is shown. */
const Shown = z.looseObject({
  grant_id: z.string(),
  message_id: z.string(),
  thread_id: z.string().nullish(),
  state: z.string(),
  decision: z.string().nullable(),
  category: z.string().nullable(),
  confidence: z.number().nullish(),
  reasons: z.array(z.looseObject({ code: z.string(), detail: z.string() })),
  steps: z.array(
    z.looseObject({
      name: z.string(),
      at: z.string(),
      ms: z.number(),
      detail: z.string().optional(),
      cost: ShownCost.optional(),
    }),
  ),
  reply: Mail.nullish(),
  escalation: Mail.nullish(),
  held_until: z.string().nullish(),
  review_id: z.string().nullish(),
  attempts: z.number().nullish(),
  last_fault: z.string().nullish(),
  agent: z.string().nullish(),
  trust: Trust.nullish(),
  groundedness: z.looseObject({ supported: z.number(), factual: z.number() }).nullish(),
  admitted_at: z.string().nullish(),
  cost: ShownCost,
});
type Shown = z.infer<typeof Shown>;

/**
 * Prints what became of a message. Given by its id alone, it is looked for in every configured mailbox.
 * Unknown everywhere: SetupError.
 */
export async function show(
  message: string,
  { json, prompts }: { json?: true; prompts?: true },
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const { place, body } = await find(message, config, terminal);
  const kept = prompts === true ? await readExchanges(config, place, terminal) : undefined;
  if (json === true) {
    terminal.print(jsonText(kept === undefined ? body : { ...readAnswer(Shown, body), ...kept }));
    return;
  }
  terminal.print(describe(readAnswer(Shown, body), terminal));
  if (kept !== undefined) terminal.print(exchangesText(kept, terminal));
}

async function find(
  message: string,
  config: Config,
  terminal: Terminal,
): Promise<{ place: { grant: string; id: string }; body: unknown }> {
  const { agents } = await readAgents(config, terminal.cwd);
  const grants = agents.flatMap((agent) => agent.config.mailboxes.map(({ grant }) => grant));
  const places = placesOf(message, grants);
  for (const place of places) {
    const { grant, id } = place;
    const path = `/api/messages/${encodeURIComponent(grant)}/${encodeURIComponent(id)}`;
    const answer = await askServer(config, path, terminal);
    if (answer.kind === 'good') return { place, body: answer.body };
    if (answer.status !== 404) throw new SetupError(answer.message);
  }
  if (places.length === 0) {
    throw new SetupError(`which mailbox? no agent could be read here; say inreply show GRANT/${message}`);
  }
  const looked = [...new Set(places.map(({ grant }) => grant))].join(', ');
  throw new SetupError(
    `message ${message} has never been seen (looked in ${looked}); check the id, or why its webhook did not come: npx inreply doctor`,
  );
}

/** Where a message may be meant to be: ids can hold slashes themselves, grants cannot. */
export function placesOf(message: string, grants: readonly string[]): { grant: string; id: string }[] {
  const cut = message.indexOf('/');
  const named = cut > 0 ? [{ grant: message.slice(0, cut), id: message.slice(cut + 1) }] : [];
  return [...named, ...grants.map((grant) => ({ grant, id: message }))];
}

function describe(shown: Shown, terminal: Terminal): string {
  const { reasons, steps, cost } = shown;
  const confidence =
    typeof shown.confidence === 'number' ? ` (confidence ${shown.confidence.toFixed(2)})` : '';
  const facts = [
    ['message', `${shown.grant_id}/${shown.message_id}`],
    ['thread', shown.thread_id],
    ['agent', shown.agent],
    ['seen', shown.admitted_at],
    ['state', shown.state],
    ['decision', shown.decision ?? 'not made yet'],
    ['category', shown.category === null ? undefined : `${shown.category}${confidence}`],
    ['leaves at', shown.held_until],
    ['review', shown.review_id],
    ['grounded', groundedText(shown.groundedness)],
    [
      'faults',
      (shown.attempts ?? 0) === 0 ? undefined : `${shown.attempts}, the last: ${shown.last_fault ?? '?'}`,
    ],
    ['cost', costText(cost)],
  ].flatMap(([name, value]) =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [],
  );
  const head = (text: string) => `\n${paint(terminal, 'bold', text)}`;
  return [
    table(facts),
    ...(reasons.length === 0
      ? []
      : [head('Reasons'), indented(table(reasons.map(({ code, detail }) => [code, detail])), 2)]),
    ...senderPart(shown.trust, head),
    ...(steps.length === 0 ? [] : [head('Steps'), indented(table(steps.map(stepRow)), 2)]),
    ...mailPart('Reply', shown.reply, head),
    ...mailPart('Escalation', shown.escalation, head),
  ].join('\n');
}

function senderPart(trust: Shown['trust'], head: (text: string) => string): string[] {
  if (trust === undefined || trust === null) return [];
  const checks = `SPF ${trust.spf}, DKIM ${trust.dkim}, DMARC ${trust.dmarc}`;
  const proof = [
    'proven',
    trust.verified_sender === null ? `no (${checks})` : `${trust.verified_sender} (${checks})`,
  ];
  const facts = trust.facts.map(({ code, detail }) => [code, printable(detail)]);
  return [head('Sender'), indented(table([proof, ...facts]), 2)];
}

function groundedText(grounded: Shown['groundedness']): string | undefined {
  if (grounded === undefined || grounded === null || grounded.factual === 0) return undefined;
  return `${grounded.supported} of ${grounded.factual} statements have support`;
}

function stepRow({ name, at, ms, detail, cost }: Shown['steps'][number]): string[] {
  const words = [detail, cost && `[${costText(cost)}]`].filter((part) => part !== undefined);
  return [at, `${Math.round(ms)} ms`.padStart(9), name, words.join(' ')];
}

function mailPart(title: string, mail: Shown['reply'], head: (text: string) => string): string[] {
  if (mail === undefined || mail === null) return [];
  const facts = [
    ['to', mail.to.map(({ email }) => email).join(', ')],
    ['subject', printable(mail.subject)],
    ['id', mail.id ?? 'not sent yet'],
  ];
  return [head(title), indented(table(facts), 2), '', indented(mail.body, 2)];
}
