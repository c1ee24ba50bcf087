import { html } from 'hono/html';
import type { Html } from '#server/page-layout.ts';
import { exampleOf, fieldsOf, kindOf, type Shape, type Shapes } from './shapes.ts';

type Content = Readonly<Record<string, { schema?: Shape }>>;

/** What the reference reads of an operation in an OpenAPI document. */
export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  'x-role'?: string;
  security?: readonly object[];
  parameters?: readonly {
    name?: string;
    in?: string;
    description?: string;
    required?: boolean;
    schema?: Shape;
  }[];
  requestBody?: { $ref?: string; content?: Content };
  responses?: Readonly<Record<string, { description?: string; content?: Content }>>;
};

/** An operation with where it is found. */
export type Route = { method: string; path: string; operation: Operation };

/** Where a route stands on the page. */
export function anchorOf({ operation, method, path }: Route): string {
  return operation.operationId ?? `${method}${path}`;
}

/** What all routes share: the shapes, and errors that are told of once. */
export type Reference = { shapes: Shapes; usual: readonly string[] };

/** One route: what it wants, what it answers, and a command to try it with. */
export function routeSection(route: Route, { shapes, usual }: Reference): Html {
  const { operation, method, path } = route;
  return html`<section id="${anchorOf(route)}" class="route">
    <h3>
      <span class="method ${method}">${method.toUpperCase()}</span>
      <code class="path">${path}</code>
    </h3>
    <p class="summary">${sentence(operation.summary ?? '')}</p>
    ${operation.description === undefined ? '' : html`<p>${words(operation.description)}</p>`}
    ${
      operation['x-role'] === undefined
        ? ''
        : html`<p class="soft">Needs the role <strong>${operation['x-role']}</strong>.</p>`
    }
    ${wanted(operation)} ${answered(operation, shapes)} ${errors(operation, usual)}
    <h4>Try it</h4>
    <pre tabindex="0" role="group" aria-label="Command">${commandOf(route, shapes)}</pre>
  </section>`;
}

/** Text of the document: what stands between backticks is code. */
export function words(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** A table of the fields of an object; nothing for what has none. */
export function fieldTable(caption: string, shape: Shape): Html | '' {
  const fields = fieldsOf(shape);
  if (fields.length === 0) return '';
  const rows = fields.map(({ name, isRequired, shape: of }) =>
    row(name, of, isRequired ? '' : 'may be left out', of.description),
  );
  return table(caption, rows);
}

function wanted({ parameters = [], requestBody }: Operation): Html {
  const rows = parameters.map(({ name = '', in: where = '', required, schema = {}, description }) =>
    row(
      name,
      schema,
      required === true ? `in the ${where}` : `in the ${where}, may be left out`,
      description,
    ),
  );
  const body = requestBody?.content?.['application/json']?.schema;
  return html`${rows.length === 0 ? '' : table('Parameters', rows)}
  ${body === undefined ? '' : fieldTable('Body', body)}`;
}

function answered({ responses = {} }: Operation, shapes: Shapes): Html {
  const good = Object.entries(responses).filter(([status]) => status < '400');
  return html`${good.map(([status, { description = '', content = {} }]) => {
    const [type = '', { schema } = {}] = Object.entries(content)[0] ?? [];
    const isJson = type === 'application/json';
    return html`<h4>Answer <code>${status}</code></h4>
      <p>
        ${words(description)} ${schema?.$ref === undefined ? '' : html`It is a ${kindOf(schema)}.`}
        ${type === '' || isJson ? '' : html`As <code>${type}</code>.`}
      </p>
      ${schema === undefined || !isJson ? '' : jsonAnswer(schema, shapes)}`;
  })}`;
}

function jsonAnswer(schema: Shape, shapes: Shapes): Html {
  const example = JSON.stringify(exampleOf(schema, shapes), null, 2);
  // prettier-ignore
  return html`${fieldTable('Fields', schema)}
    <pre tabindex="0" role="group" aria-label="Example of an answer">${example}</pre>`;
}

function errors({ responses = {} }: Operation, usual: readonly string[]): Html | '' {
  const own = Object.entries(responses).filter(([status]) => status >= '400' && !usual.includes(status));
  return own.length === 0
    ? ''
    : html`<h4>Errors</h4>
        ${errorList(own)}`;
}

/** A list of errors with what each means. */
export function errorList(
  all: readonly (readonly [status: string, answer: { description?: string }])[],
): Html {
  return html`<ul class="errors">
    ${all.map(([status, { description = '' }]) => html`<li><code>${status}</code> ${words(description)}</li>`)}
  </ul>`;
}

function row(name: string, shape: Shape, note: string, description: string | undefined): Html {
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>
      ${kindOf(shape)}${shape.default === undefined ? '' : html`, else <code>${JSON.stringify(shape.default)}</code>`}
      ${note === '' ? '' : html`<span class="soft">· ${note}</span>`}
      ${description === undefined ? '' : html`<span class="about">${words(description)}</span>`}
    </td>
  </tr>`;
}

function table(caption: string, rows: Html[]): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function sentence(text: string): Html {
  return words(/[.!?]$/.test(text) ? text : `${text}.`);
}

/** A line for the shell, with the example of each path parameter and of the body. */
function commandOf({ method, path, operation }: Route, shapes: Shapes): string {
  const { parameters = [], requestBody } = operation;
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name = '', schema = {} }) => {
      const example = schema.example ?? schema.examples?.[0];
      return text.replace(`{${name}}`, typeof example === 'string' ? example : name.toUpperCase());
    }, path);
  const body = requestBody?.content?.['application/json']?.schema;
  const parts = [
    'curl',
    ...(method === 'get' ? [] : ['-X', method.toUpperCase()]),
    ...(operation.security?.length === 0 ? [] : ['-H "Authorization: Bearer $API_TOKEN"']),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(exampleOf(body, shapes))}'`]),
    `"$INREPLY${filled}"`,
  ];
  return parts.join(' ');
}
