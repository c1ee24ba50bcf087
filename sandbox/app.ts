import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { addControlRoutes } from './control/app.ts';
import { faultMiddleware } from './control/fault-middleware.ts';
import { requestLog } from './control/request-log.ts';
import { addModelRoutes } from './model/app.ts';
import { addNylasRoutes } from './nylas/app.ts';
import { ApiError } from './nylas/errors.ts';
import { errorResponse, type SandboxEnv } from './nylas/http.ts';
import { addPageRoutes } from './page/app.ts';
import { addShopRoutes } from './shop/app.ts';
import { addMcpRoutes } from './shop/mcp-http.ts';
import type { World } from './world.ts';

/** All of the sandbox's HTTP in one app. */
export function createApp(world: World): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use(requestLog(world));
  const faults = faultMiddleware(world);
  app.use('/v3/*', faults);
  app.use('/v1/*', faults);
  app.onError((error, c) => {
    if (error instanceof ApiError) return errorResponse(c, error);
    if (error instanceof HTTPException) return error.getResponse();
    process.stderr.write(`sandbox: ${error.stack ?? error.message}\n`);
    return errorResponse(
      c,
      new ApiError(500, 'api.internal_error', 'The sandbox failed; its terminal says why.'),
    );
  });
  app.notFound((c) =>
    errorResponse(
      c,
      new ApiError(404, 'not_found_error', `the sandbox has no ${c.req.method} ${c.req.path}`),
    ),
  );
  addNylasRoutes(app, world);
  addModelRoutes(app, world);
  addControlRoutes(app, world);
  addShopRoutes(app);
  addMcpRoutes(app);
  addPageRoutes(app, world);
  return app;
}
