import { createRoute, z } from '@hono/zod-openapi';
import type { Exchange } from '#domain/exchange.ts';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { CostJson, GrantId, MessageId, Time } from './common-json.ts';
import { answers } from './declare.ts';
import { isoOf } from './time.ts';

export type ExchangeApiDeps = {
  exchanges: {
    /** Whether they are kept at all. */
    kept: boolean;
    read(grantId: string, messageId: string): Promise<Exchange[]>;
  };
};

const ExchangeJson = z
  .object({
    step: z.string(),
    at: Time,
    model: z.string(),
    system: z.string(),
    user: z.string(),
    answer: z.string().meta({ description: 'Word for word; empty where none came.' }),
    fault: z.string().nullable().meta({ description: 'Why none came.' }),
    took_ms: z.number(),
    cost: CostJson,
  })
  .openapi('Exchange', { description: 'A question to a model and its answer, as they were sent.' });

const listExchanges = createRoute({
  method: 'get',
  path: '/api/messages/{grant}/{message}/exchanges',
  operationId: 'listExchanges',
  summary: 'What models were asked about a message, and answered',
  description: 'Only where KEEP_PROMPTS_DAYS says that they are kept.',
  tags: ['Messages'],
  middleware: needs('reviewer'),
  request: { params: z.object({ grant: GrantId, message: MessageId }) },
  responses: answers(
    200,
    z.object({ exchanges: z.array(ExchangeJson), kept: z.boolean() }),
    'Oldest first; none where they are not kept, or were forgotten.',
    404,
  ),
});

export type ExchangeRoutes = typeof listExchanges;

/** `/api/messages/{grant}/{message}/exchanges`: exact prompts and answers, for those who may decide. */
export function exchangeApi({ exchanges }: ExchangeApiDeps) {
  const api = createApi();
  api.openapi(listExchanges, async (c) => {
    const { grant, message } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) {
      return refuse(c, 404, 'not_found', 'There is no such message in a mailbox that you see.');
    }
    const found = exchanges.kept ? await exchanges.read(grant, message) : [];
    return c.json({ exchanges: found.map(exchangeShape), kept: exchanges.kept }, 200);
  });
  return api;
}

function exchangeShape({ atMs, tookMs, ...rest }: Exchange): z.infer<typeof ExchangeJson> {
  return { ...rest, at: isoOf(atMs), took_ms: tookMs };
}
