import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { strictSchema } from '#llm/strict-schema.ts';

describe('a strict schema', () => {
  it('closes every object, requires every property and drops what strict mode refuses', () => {
    const schema = z.object({
      category: z.enum(['a', 'none']),
      confidence: z.number().min(0).max(1),
      text: z.string().min(1).max(500).default('x'),
      note: z.string().nullable(),
      maybe: z.string().optional(),
      citations: z.array(z.looseObject({ source: z.string() })),
    });
    expect(strictSchema(schema)).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['category', 'confidence', 'text', 'note', 'maybe', 'citations'],
      properties: {
        category: { type: 'string', enum: ['a', 'none'] },
        confidence: { type: 'number', minimum: 0, maximum: 1 },
        text: { type: 'string' },
        note: { type: ['string', 'null'] },
        maybe: { type: 'string' },
        citations: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['source'],
            properties: { source: { type: 'string' } },
          },
        },
      },
    });
  });

  it('keeps a property that is named like a keyword', () => {
    const { properties } = strictSchema(z.strictObject({ default: z.string(), required: z.boolean() }));
    expect(properties).toEqual({ default: { type: 'string' }, required: { type: 'boolean' } });
  });
});
