import { html } from 'hono/html';
import type { Html } from '#server/page-layout.ts';

/** What the reference reads of a schema in an OpenAPI document (JSON Schema 2020-12). */
export type Shape = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Readonly<Record<string, Shape>>;
  required?: string[];
  items?: Shape;
  enum?: unknown[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
  additionalProperties?: boolean | Shape;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};
export type Shapes = Readonly<Record<string, Shape>>;

/** One line of a table of fields; `name` has a dot for each level, and `[]` behind a list. */
type Field = { name: string; isRequired: boolean; shape: Shape };

/** The name of a shape that stands apart. */
function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}

/** The fields of an object, those of objects within it too, but not those of shapes that stand apart. */
export function fieldsOf(shape: Shape, under = ''): Field[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, value]) => {
    const field = {
      name: `${under}${key}`,
      isRequired: shape.required?.includes(key) === true,
      shape: value,
    };
    const list = value.items === undefined ? '' : '[]';
    return [field, ...fieldsOf(value.items ?? value, `${field.name}${list}.`)];
  });
}

/** What a value may be, in words, with links to shapes that stand apart. */
export function kindOf(shape: Shape): Html {
  const parts = kinds(shape);
  return html`${parts.map((part, at) => (at === 0 ? part : html` or ${part}`))}`;
}

function kinds(shape: Shape): (Html | string)[] {
  const several = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (shape.$ref !== undefined) {
    const name = nameOf(shape.$ref);
    return [html`<a href="#shape-${name}">${name}</a>`];
  }
  if (several !== undefined) return several.flatMap(kinds);
  if (shape.enum !== undefined) return shape.enum.map((one) => html`<code>${JSON.stringify(one)}</code>`);
  const types = [shape.type ?? []].flat();
  return types.length === 0 ? ['anything'] : types.map((type) => kindOfType(type, shape));
}

function kindOfType(type: string, shape: Shape): Html | string {
  switch (type) {
    case 'string':
      return shape.format === 'date-time' ? 'time' : 'text';
    case 'integer':
      return bounded('whole number', shape);
    case 'number':
      return bounded('number', shape);
    case 'boolean':
      return 'true or false';
    case 'array':
      return shape.items === undefined ? 'list' : html`list of ${kindOf(shape.items)}`;
    default:
      return type;
  }
}

function bounded(words: string, { minimum, maximum }: Shape): string {
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  return maximum === undefined ? `${words}${from}` : `${words}${from} to ${maximum}`;
}

/** A value of that shape, from its examples where it has them. Fields that may be left out are. */
export function exampleOf(shape: Shape, shapes: Shapes, depth = 0): unknown {
  const own = shape.example ?? shape.examples?.[0] ?? shape.default ?? shape.enum?.[0];
  if (own !== undefined) return own;
  const inner = (one: Shape) => exampleOf(one, shapes, depth + 1);
  if (shape.$ref !== undefined) return inner(shapes[nameOf(shape.$ref)] ?? {});
  const [first] = shape.anyOf ?? shape.oneOf ?? shape.allOf ?? [];
  if (first !== undefined) return inner(first);
  const types = [shape.type ?? []].flat();
  if (types.includes('null')) return null;
  if (types.includes('array')) return depth > 8 || shape.items === undefined ? [] : [inner(shape.items)];
  if (types.includes('object')) {
    const fields = Object.entries(shape.properties ?? {}).filter(([key]) => shape.required?.includes(key));
    return Object.fromEntries(fields.map(([key, value]) => [key, inner(value)]));
  }
  if (types.includes('string')) return shape.format === 'date-time' ? '2026-11-21T08:00:00.000Z' : '…';
  return types.includes('boolean') ? false : 1;
}
