import { z } from 'zod';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });

const ChatMessage = z
  .looseObject({ role: z.string(), content: z.union([z.string(), z.array(Part), z.null()]).optional() })
  .transform(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('\n'),
  }));

/** Body of `POST /v1/chat/completions`, as far as the stand-in reads it. */
export const ChatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(ChatMessage).min(1),
  stream: z.boolean().nullish(),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ name: z.string(), schema: z.unknown().optional() }).optional(),
    })
    .nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

const Named = z.looseObject({
  response_format: z.looseObject({ json_schema: z.looseObject({ name: z.string() }) }),
});

/** Name of the schema a chat request asks for, read from its raw text. */
export function schemaNameIn(body: string): string | undefined {
  try {
    return Named.safeParse(JSON.parse(body)).data?.response_format.json_schema.name;
  } catch {
    return undefined;
  }
}
