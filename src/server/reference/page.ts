import { html } from 'hono/html';
import type { ApiDocument } from '#server/api/document.ts';
import type { Html } from '#server/page-layout.ts';
import {
  anchorOf,
  errorList,
  fieldTable,
  type Operation,
  type Route,
  routeSection,
  words,
} from './operation.ts';
import type { Shapes } from './shapes.ts';

type Group = { name: string; description: string; id: string; routes: Route[] };

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The reference of the API for people: one page, made from the document, that needs no script and nothing from outside. */
export function referencePage(document: ApiDocument): Html {
  const shapes: Shapes = document.components?.schemas ?? {};
  const routes = routesOf(document);
  const usual = usualErrors(routes);
  const groups = (document.tags ?? []).map(({ name, description = '' }) => ({
    name,
    description,
    id: name.toLowerCase().replaceAll(/\W+/g, '-'),
    routes: routes.filter(({ operation }) => operation.tags?.includes(name) === true),
  }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>API · Inreply</title>
        <link rel="stylesheet" href="/docs/style.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">To the routes</a>
        <header>
          <p><a href="/">Inreply</a></p>
          <h1>API <span class="soft">version ${document.info.version}</span></h1>
          <p><a href="/openapi.json">OpenAPI document</a></p>
        </header>
        ${navigation(groups)} ${content(document, { groups, usual, shapes })}
      </body>
    </html>`;
}

/** Where everything is; beside the routes on a wide screen, above them on a narrow one. */
function navigation(groups: Group[]): Html {
  return html`<nav aria-label="Routes" tabindex="0">
    ${groups.map(
      ({ id, name, routes: own }) =>
        html`<h2><a href="#${id}">${name}</a></h2>
          <ul>
            ${own.map(
              (route) =>
                html`<li>
                  <a href="#${anchorOf(route)}"
                    ><span class="method ${route.method}">${route.method}</span>
                    <span>${route.path.replace('/api', '')}</span></a
                  >
                </li>`,
            )}
          </ul>`,
    )}
    <h2><a href="#shapes">Shapes</a></h2>
  </nav>`;
}

function content(
  { info }: ApiDocument,
  { groups, usual, shapes }: { groups: Group[]; usual: ReturnType<typeof usualErrors>; shapes: Shapes },
): Html {
  const reference = { shapes, usual: usual.map(([status]) => status) };
  return html`<main id="content">
    ${(info.description ?? '').split('\n\n').map((part) => html`<p>${words(part)}</p>`)}
    <p>
      The commands below want two variables: <code>API_TOKEN</code>, and <code>INREPLY</code>, where Inreply
      is, such as <code>http://127.0.0.1:3000</code>.
    </p>
    <p>Any route behind the sign-in may answer these errors; further ones stand with each.</p>
    ${errorList(usual)}
    ${groups.map(
      ({ id, name, description, routes: own }) =>
        html`<section id="${id}">
          <h2>${name}</h2>
          <p>${words(description)}</p>
          ${own.map((route) => routeSection(route, reference))}
        </section>`,
    )}
    <section id="shapes">
      <h2>Shapes</h2>
      <p>What several routes share.</p>
      ${shapeSections(shapes)}
    </section>
  </main>`;
}

/** The errors that every route behind the sign-in has. */
function usualErrors(routes: Route[]) {
  const all = routes.filter(({ operation }) => operation.security === undefined);
  const [first, ...others] = all.map(({ operation }) => operation.responses ?? {});
  return Object.entries(first ?? {}).filter(
    ([status]) => status >= '400' && others.every((responses) => responses[status] !== undefined),
  );
}

function shapeSections(shapes: Shapes): Html[] {
  return Object.entries(shapes)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(
      ([name, shape]) =>
        html`<section id="shape-${name}" class="route">
          <h3>${name}</h3>
          ${shape.description === undefined ? '' : html`<p>${words(shape.description)}</p>`}
          ${fieldTable('Fields', shape)}
          ${(shape.oneOf ?? shape.anyOf ?? []).map((one) => fieldTable('Fields of one kind', one))}
        </section>`,
    );
}

function routesOf(document: ApiDocument): Route[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation: Operation | undefined = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
}
