import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp as createRealApp } from '#server/app.ts';
import { type ApiDocument, contractOf, operationsOf } from '../../helpers/contract.ts';
import { cookieFor } from './access-fixtures.ts';
import { documentOfApp } from './contract.ts';
import { aReview, bearer, reviewsInMemory, someDeps } from './fixtures.ts';

let document: ApiDocument;
beforeAll(async () => {
  document = await documentOfApp();
});

const behindSignIn = () => operationsOf(document).filter(({ operation }) => operation.security === undefined);
const filled = (path: string) => path.replaceAll(/\{\w+\}/g, 'x');
const textOf = (value: unknown): string => JSON.stringify(value);

/** Every part of the document that is an object. */
function* parts(node: unknown): Generator<Record<string, unknown>> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield { ...node };
  for (const inner of Object.values(node)) yield* parts(inner);
}

describe('the document of the API', () => {
  test('has every route of the API, and no other', () => {
    const routes = createRealApp(someDeps().deps)
      .routes.filter(({ method, path }) => method !== 'ALL' && /^\/(?:api\/|openapi\.json)/.test(path))
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const declared = behindSignIn().map(({ method, path }) => `${method} ${path}`);
    expect(declared.toSorted()).toEqual([...new Set(routes)].toSorted());
    expect(declared.length).toBeGreaterThan(20);
  });

  test('names each operation once, under a tag it explains, with a line that says what it does', () => {
    const operations = operationsOf(document).map(({ operation }) => operation);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { operationId, tags: own = [], summary = '' } of operations) {
      expect([operationId, tags.includes(own[0] ?? ''), own.length]).toEqual([operationId, true, 1]);
      expect([operationId, summary.length > 3]).toEqual([operationId, true]);
    }
  });

  test('says of every route that changes something which role it needs', () => {
    const open = behindSignIn().filter(
      ({ method, operation }) => method !== 'get' && operation['x-role'] === undefined,
    );
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  test('puts no null into a shape that others share, and joins no shapes', () => {
    for (const [name, shape] of Object.entries(document.components.schemas)) {
      expect([name, textOf(shape['type'] ?? '').includes('null')]).toEqual([name, false]);
    }
    for (const { allOf } of parts(document)) {
      // What `.nullable()` and `.extend()` of a named shape make, which means something else than they say.
      expect(textOf(allOf ?? [])).not.toMatch(/"(?:type|properties)":/);
    }
  });

  test('shows examples that fit', () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addFormat('date-time', true);
    ajv.addSchema({ ...document, $id: 'api' });
    for (const [name, shape] of Object.entries(document.components.schemas)) {
      if (shape['example'] === undefined) continue;
      const validate = ajv.compile({ $ref: `api#/components/schemas/${name}` });
      expect([name, validate(shape['example']), validate.errors]).toEqual([name, true, null]);
    }
  });
});

const answered = {
  method: 'GET',
  path: '/api/reviews/rv_1',
  status: 200,
  type: 'application/json',
  text: '',
};
async function shownReview(): Promise<object> {
  const app = createRealApp(someDeps({ reviews: reviewsInMemory(aReview()) }).deps);
  const response = await app.request('/api/reviews/rv_1', { headers: bearer });
  return z.looseObject({}).parse(await response.json());
}

describe('an answer that breaks the contract is found out', () => {
  test('by its status, its type, its fields, and a route that there is not', async () => {
    const check = contractOf(document);
    const good = await shownReview();
    expect(check({ ...answered, text: textOf(good) })?.operationId).toBe('getReview');
    expect(() => check({ ...answered, text: textOf({ ...good, secret: 1 }) })).toThrow(
      'additional properties',
    );
    expect(() => check({ ...answered, text: textOf({ ...good, version: '1' }) })).toThrow('answer/version');
    expect(() => check({ ...answered, text: textOf({ ...good, created_at: 'today' }) })).toThrow('date-time');
    expect(() => check({ ...answered, text: '{}' })).toThrow('required property');
    expect(() => check({ ...answered, status: 418 })).toThrow('does not declare');
    expect(() => check({ ...answered, type: 'text/html' })).toThrow('is not declared');
    expect(() => check({ ...answered, path: '/api/nothing/here' })).toThrow('no document');
  });
});

describe('every route behind the sign-in, without more ado', () => {
  test('refuses strangers, wrong roles, foreign pages, wrong bodies and large ones as declared', async () => {
    const check = contractOf(document);
    const { deps } = someDeps();
    const app = createRealApp(deps);
    const token = { name: 'vera', role: 'viewer', mailboxes: null, by: 'test', expiresAtMs: null } as const;
    const made = await deps.access.tokens.create(token);
    const viewer = { authorization: `Bearer ${made.kind === 'created' ? made.token : ''}` };
    const foreign = { cookie: await cookieFor(deps.access), 'sec-fetch-site': 'cross-site' };
    const send = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
      const init = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) };
      const response = await app.request(filled(path), init);
      const type = response.headers.get('content-type');
      const { status } = response;
      check({ method: init.method, path: filled(path), status, type, text: await response.text() });
      return status;
    };
    for (const { method, path, operation } of behindSignIn()) {
      const called = `${method} ${path}`;
      expect([called, await send(method, path, {})]).toEqual([called, 401]);
      if (method === 'get') continue;
      expect([called, await send(method, path, viewer, '{}')]).toEqual([called, 403]);
      expect([called, await send(method, path, foreign, '{}')]).toEqual([called, 403]);
      const large = textOf({ x: 'x'.repeat(1024 * 1024) });
      expect([called, await send(method, path, bearer, large)]).toEqual([called, 413]);
      if (operation.requestBody === undefined) continue;
      for (const body of ['', 'no json', '[]', '{"no_such_key":1}']) {
        expect([called, body, await send(method, path, bearer, body)]).toEqual([called, body, 400]);
      }
    }
  });
});
