import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().optional(),
  tags: z.array(z.string()).optional(),
  security: z.array(z.unknown()).optional(),
  'x-role': z.string().optional(),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
export type Operation = z.infer<typeof Operation>;

/** An OpenAPI document, as far as tests look into it. */
export const ApiDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
  tags: z.array(z.looseObject({ name: z.string() })),
});
export type ApiDocument = z.infer<typeof ApiDocument>;

/** An answer of the API, as it came off the wire. */
type Answered = { method: string; path: string; status: number; type: string | null; text: string };

/** Every operation of the document. */
export function operationsOf(document: ApiDocument) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

/**
 * Holds answers against the document: throws when one has a status, a type or a shape that its operation does not
 * declare, and for a good answer of a path under `/api` that the document lacks. Fields are held to the letter: one that
 * is not declared is a breach. Gives the operation that answered, if it is one.
 */
export function contractOf(document: ApiDocument): (answered: Answered) => Operation | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('date-time', (text: string) => new Date(text).toJSON() === text);
  ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
  ajv.addSchema({ ...strictly(document), $id: 'api' });
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string) => {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    validators.set(pointer, known);
    return known;
  };
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));

  return ({ method, path: url, status, type, text }) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const found = templates.filter(({ pattern }) => pattern.test(pathname));
    // A path with fewer places to fill is meant: `/api/dead/x` before `/api/{a}/{b}`.
    const [path] = found.map((one) => one.path).toSorted((a, b) => a.split('{').length - b.split('{').length);
    const operation = path === undefined ? undefined : document.paths[path]?.[method.toLowerCase()];
    const called = `${method} ${pathname} answered ${status}`;
    if (path === undefined || operation === undefined) {
      if (pathname.startsWith('/api/') && status < 400)
        throw new Error(`${called}, which no document declares`);
      return undefined;
    }
    const response = operation.responses[status];
    if (response === undefined) throw new Error(`${called}, which ${operation.operationId} does not declare`);
    const { content } = response;
    if (content === undefined) return operation;
    const media = type?.split(';')[0] ?? '';
    if (content[media] === undefined) throw new Error(`${called} as ${media}, which is not declared`);
    if (media !== 'application/json') return operation;
    const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content', media, 'schema'];
    const validate = validatorOf(`/${place.map((part) => pointed(String(part))).join('/')}`);
    if (validate(JSON.parse(text))) return operation;
    throw new Error(
      `${called} with ${ajv.errorsText(validate.errors, { dataVar: 'answer' })}: ${text.slice(0, 500)}`,
    );
  };
}

/** A part of a JSON pointer within a URL fragment (RFC 6901 section 6). */
function pointed(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The same, where objects have no fields but those declared. */
function strictly(node: object): Record<string, unknown> {
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return typeof value === 'object' && value !== null ? strictly(value) : value;
  };
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, inner(value)] as const),
  );
  if (typeof copy['properties'] === 'object') copy['additionalProperties'] ??= false;
  return copy;
}
