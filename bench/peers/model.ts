import { PARK_WORD } from './mail.ts';

const replyText = `Hello,

thank you for writing to us, we are glad that the shoes fit and that you like the bag. You can exchange shoes for another size within 30 days. Shoes can be returned when they have been tried on indoors only and the soles are clean.

For a return label, open larchandlane.example/returns and enter your order number and postcode. Please put the delivery note into the parcel. The fastest way is to return the pair and order the new size right away.

Best regards
Your support team`;

const draft = answerOf({
  body: replyText,
  citations: [],
  unsupported: [],
  commitments: [],
  confidence: 0.9,
});
const seenAs = (category: string) =>
  answerOf({
    category,
    confidence: 0.95,
    language: 'en',
    needs_reply: true,
    injection: false,
    reason: 'asks about an order',
  });
const question = seenAs('returns_policy');
const complaint = seenAs('complaint');

/** The prepared answer to a chat completion, by the schema it asks for and the mail it shows. */
export function completionFor(body: string): { name: 'classification' | 'draft'; text: string } {
  if (!body.includes('"name":"classification"')) return { name: 'draft', text: draft };
  return { name: 'classification', text: body.includes(PARK_WORD) ? complaint : question };
}

function answerOf(content: object): string {
  return JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'instant',
    choices: [
      { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify(content) } },
    ],
    usage: { prompt_tokens: 1500, completion_tokens: 150, total_tokens: 1650 },
  });
}
