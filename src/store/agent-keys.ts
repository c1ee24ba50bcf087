import { z } from 'zod';
import { AgentConfig } from '#domain/agent-config.ts';

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** The keys that may stand in `agent.yaml` at a place such as `mailboxes[0]` or `limits`; none where no group of keys belongs. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  let here: unknown[] = [root()];
  for (const part of path) here = here.flatMap((schema) => inside(schema, part));
  return [...new Set(here.flatMap((schema) => Object.keys(Schema.safeParse(schema).data?.properties ?? {})))];
}

/** Every key of `agent.yaml` that holds a value, as documents name it: `limits.per_thread`, `mailboxes[].grant`, `categories.NAME.when`. */
export function everyKey(): string[] {
  return [...new Set(leavesOf(root(), ''))];
}

let schemaOfAgent: unknown;

/** Made once: a file full of faults asks often. */
function root(): unknown {
  schemaOfAgent ??= z.toJSONSchema(AgentConfig, { io: 'input', unrepresentable: 'any' });
  return schemaOfAgent;
}

/** What a schema says of one of its keys or entries. */
function inside(schema: unknown, part: PropertyKey): unknown[] {
  const { properties, additionalProperties, items } = Schema.safeParse(schema).data ?? {};
  if (typeof part === 'number') return variantsOf(items);
  const named = properties?.[String(part)];
  return variantsOf(named ?? additionalProperties);
}

function variantsOf(schema: unknown): unknown[] {
  const { oneOf, anyOf } = Schema.safeParse(schema).data ?? {};
  const variants = oneOf ?? anyOf;
  return variants === undefined ? [schema] : variants.flatMap(variantsOf);
}

function leavesOf(schema: unknown, name: string): string[] {
  const { properties, additionalProperties, items } = Schema.safeParse(schema).data ?? {};
  const under = (part: string, of: unknown) =>
    variantsOf(of).flatMap((variant) =>
      leavesOf(variant, name === '' ? part : `${name}${part.startsWith('[') ? '' : '.'}${part}`),
    );
  const keys = Object.entries(properties ?? {});
  if (keys.length > 0) return keys.flatMap(([part, of]) => under(part, of));
  if (isGroup(additionalProperties)) return under('NAME', additionalProperties);
  const entries = isGroup(items) ? under('[]', items) : [];
  return entries.some((entry) => entry !== `${name}[]`) ? entries : [name];
}

function isGroup(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null;
}
