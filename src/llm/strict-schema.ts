import { z } from 'zod';

/** Keywords that strict structured output refuses; zod still checks them in the answer. */
const refused = ['default', 'minLength', 'maxLength', 'uniqueItems', 'propertyNames'] as const;

/**
 * The JSON Schema of a zod schema in the form that `strict: true` demands: every object closed, every property
 * required, and no keyword that is refused.
 */
export function strictSchema(schema: z.ZodType): Record<string, unknown> {
  const json = converted.get(schema) ?? convert(schema);
  converted.set(schema, json);
  return json;
}

const converted = new WeakMap<z.ZodType, Record<string, unknown>>();

function convert(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    override({ jsonSchema }) {
      for (const keyword of refused) delete jsonSchema[keyword];
      if (jsonSchema.properties === undefined) return;
      jsonSchema.required = Object.keys(jsonSchema.properties);
      jsonSchema.additionalProperties = false;
    },
  });
  return json;
}
