import { html } from 'hono/html';
import type { ApiDocument } from '#server/api/document.ts';
import type { Html } from '#server/page-layout.ts';
import { anchorOf, fieldTable, type Operation, type Route, routeSection, words } from './operation.ts';
import type { Shapes } from './shapes.ts';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The reference of the API for people: one page, made from the document, that needs no script and nothing from outside. */
export function referencePage(document: ApiDocument): Html {
  const shapes: Shapes = document.components?.schemas ?? {};
  const groups = (document.tags ?? []).map(({ name, description = '' }) => ({
    name,
    description,
    id: name.toLowerCase().replaceAll(/\W+/g, '-'),
    routes: routesOf(document).filter(({ operation }) => operation.tags?.includes(name) === true),
  }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>API · Inreply</title>
        <link rel="stylesheet" href="/assets/reference.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#content">To the routes</a>
        <header>
          <p><a href="/">Inreply</a></p>
          <h1>API <span class="soft">version ${document.info.version}</span></h1>
          <p><a href="/openapi.json">OpenAPI document</a></p>
        </header>
        <nav aria-label="Routes" tabindex="0">
          ${groups.map(
            ({ id, name, routes }) =>
              html`<h2><a href="#${id}">${name}</a></h2>
                <ul>
                  ${routes.map(
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
        </nav>
        <main id="content">
          ${(document.info.description ?? '').split('\n\n').map((part) => html`<p>${words(part)}</p>`)}
          <p>
            The commands below want two variables: <code>API_TOKEN</code>, and <code>INREPLY</code>, where
            Inreply is, such as <code>http://127.0.0.1:3000</code>.
          </p>
          ${groups.map(
            ({ id, name, description, routes }) =>
              html`<section id="${id}">
                <h2>${name}</h2>
                <p>${words(description)}</p>
                ${routes.map((route) => routeSection(route, shapes))}
              </section>`,
          )}
          <section id="shapes">
            <h2>Shapes</h2>
            <p>What several routes share.</p>
            ${shapeSections(shapes)}
          </section>
        </main>
      </body>
    </html>`;
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
