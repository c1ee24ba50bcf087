import { createRoute, z } from '@hono/zod-openapi';
import { roles } from '#domain/person.ts';
import { needs } from '#server/sign-in.ts';
import type { Access } from '#server/sign-in/access.ts';
import { everybody } from '#server/sign-in/people.ts';
import type { Events } from '#telemetry/events.ts';
import { createApi } from './base.ts';
import { answers } from './declare.ts';

export type PeopleApiDeps = {
  access: Pick<Access, 'people' | 'seen' | 'sessions' | 'audit'>;
  events: Pick<Events, 'signedOut'>;
  now: () => number;
};

const tags = ['People'];

export const RoleJson = z.enum(roles).openapi('Role', {
  description: 'A viewer reads, a reviewer decides, an admin changes what agents may do.',
});

const PersonJson = z
  .object({
    id: z.string().meta({ description: 'Stands in notes, assignments and the audit stream.' }),
    name: z.string(),
    role: RoleJson,
  })
  .openapi('Person', { example: { id: 'anna', name: 'Anna Ruiz', role: 'reviewer' } });

const getMe = createRoute({
  method: 'get',
  path: '/api/me',
  operationId: 'getMe',
  summary: 'Who you are, and what you may do',
  tags,
  responses: answers(
    200,
    z
      .object({
        ...PersonJson.shape,
        mailboxes: z
          .union([z.literal('all'), z.array(z.string())])
          .meta({ description: 'Grants of the mailboxes you see.' }),
        sessions: z.int().meta({ description: 'Browsers you are signed in with.' }),
      })
      .openapi('Me'),
    'You.',
  ),
});

const listPeople = createRoute({
  method: 'get',
  path: '/api/people',
  operationId: 'listPeople',
  summary: 'Who may be given a review',
  description: 'Those of the file of people, and those who signed in by a provider within 90 days.',
  tags,
  responses: answers(200, z.object({ people: z.array(PersonJson) }), 'By name.'),
});

const signOutPerson = createRoute({
  method: 'post',
  path: '/api/people/{id}/sign-out',
  operationId: 'signOutPerson',
  summary: 'Sign somebody out everywhere',
  description: 'All their sessions end at once. `token` stands for those who came in with the API token.',
  tags,
  middleware: needs('admin', 'all mailboxes'),
  request: { params: z.object({ id: z.string().meta({ description: 'Of the person.' }) }) },
  responses: answers(200, z.object({ sessions: z.int() }), 'How many sessions ended.'),
});

export type PeopleRoutes = typeof getMe | typeof listPeople | typeof signOutPerson;

/** `/api/me` and `/api/people`: who asks, and who else there is. */
export function peopleApi({ access, events, now }: PeopleApiDeps) {
  const api = createApi();

  api.openapi(getMe, async (c) => {
    const { id, name, role, mailboxes } = c.var.who;
    const sessions = await access.sessions.count(id);
    return c.json(
      { id, name, role, mailboxes: mailboxes === 'all' ? mailboxes : [...mailboxes], sessions },
      200,
    );
  });

  api.openapi(listPeople, async (c) => c.json({ people: await everybody(access) }, 200));

  api.openapi(signOutPerson, async (c) => {
    const { id } = c.req.valid('param');
    const by = c.var.who.id;
    const sessions = await access.sessions.closeAll(id);
    events.signedOut({ by, person: id, sessions });
    await access.audit({ at: now(), by, what: 'sign_out_everywhere', person: id, sessions });
    return c.json({ sessions }, 200);
  });

  return api;
}
