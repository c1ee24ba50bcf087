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

/** One route: what it wants, what it answers, and a command to try it with. */
export function routeSection(route: Route, shapes: Shapes): Html {
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
    ${wanted(operation)} ${answered(operation, shapes)}
    <h4>Try it</h4>
    <pre tabindex="0" role="region" aria-label="Command">${commandOf(route, shapes)}</pre>
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
  const all = Object.entries(responses);
  const good = all.filter(([status]) => status < '400');
  const bad = all.filter(([status]) => status >= '400');
  return html`${good.map(([status, { description = '', content = {} }]) => {
      const [type, { schema } = {}] = Object.entries(content)[0] ?? [];
      return html`<h4>Answer <code>${status}</code></h4>
        <p>
          ${words(description)} ${schema?.$ref === undefined ? '' : html`It is a ${kindOf(schema)}.`}
          ${type === undefined || type === 'application/json' ? '' : html`As <code>${type}</code>.`}
        </p>
        ${schema === undefined ? '' : fieldTable('Fields', schema)}
        ${
          schema === undefined || type !== 'application/json'
            ? ''
            : html`<pre tabindex="0" role="region" aria-label="Example of an answer">
${JSON.stringify(exampleOf(schema, shapes), null, 2)}</pre>`
        }`;
    })}
    <h4>Errors</h4>
    <ul class="errors">
      ${bad.map(([status, { description = '' }]) => html`<li><code>${status}</code> ${words(description)}</li>`)}
    </ul>`;
}

function row(name: string, shape: Shape, note: string, description: string | undefined): Html {
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>
      ${kindOf(shape)}${shape.default === undefined ? '' : html`, else <code>${JSON.stringify(shape.default)}</code>`}
      ${note === '' ? '' : html`<span class="soft">${note}</span>`}
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
