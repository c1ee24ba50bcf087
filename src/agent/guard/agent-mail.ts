import { headerOf, type Message } from '#domain/mail.ts';

/** Fields by which other mail agents say what they are. */
const agentFields =
  'X-Agent-Hops X-Agent-Name X-Agent-ID X-Agent-Sig X-AI-Agent X-AI-Generated X-LLM-Generated X-Bot X-Chatbot X-AgentMail-Id X-Munin-Agent X-Assistant-Id'.split(
    ' ',
  );

/** Which field says that an agent wrote the mail; undefined for people's mail. */
export function agentField(message: Message): string | undefined {
  return agentFields.find((name) => (headerOf(message, name)?.trim() ?? '') !== '');
}

/** Through how many agents the mail that answers this one will have gone: one more than this one says. */
export function hopsAfter(message: Pick<Message, 'headers'>): number {
  const said = Number.parseInt(headerOf(message, 'X-Agent-Hops') ?? '', 10);
  return (Number.isSafeInteger(said) && said > 0 ? Math.min(said, 99) : 0) + 1;
}
