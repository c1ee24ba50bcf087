import type { Hono } from 'hono';
import type { World } from '../world.ts';
import { addAttachmentRoutes } from './attachments.ts';
import { addDraftRoutes } from './drafts.ts';
import { ApiError } from './errors.ts';
import { addFolderRoutes } from './folders.ts';
import { addGrantRoutes, resolveGrant } from './grants.ts';
import type { SandboxEnv } from './http.ts';
import { addMessageRoutes } from './messages.ts';
import { addScheduleRoutes } from './schedules.ts';
import { addSendRoute } from './send.ts';
import { addThreadRoutes } from './threads.ts';
import { addWebhookRoutes } from './webhooks.ts';

/** Everything under `/v3`: any bearer key is taken, none is refused; then the grant of the path is looked up. */
export function addNylasRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.use('/v3/*', async (c, next) => {
    if (!/^Bearer +\S+/i.test(c.req.header('authorization') ?? '')) {
      throw new ApiError(401, 'unauthorized', 'Unauthorized');
    }
    await next();
  });
  app.use('/v3/grants/:grant/*', async (c, next) => {
    c.set('mailbox', resolveGrant(world, c.req.param('grant')));
    await next();
  });
  addGrantRoutes(app, world);
  addScheduleRoutes(app);
  addSendRoute(app, world);
  addMessageRoutes(app, world);
  addThreadRoutes(app, world);
  addDraftRoutes(app, world);
  addFolderRoutes(app, world);
  addAttachmentRoutes(app);
  addWebhookRoutes(app, world);
}
