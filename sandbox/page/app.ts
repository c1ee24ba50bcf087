import type { Hono } from 'hono';
import type { SandboxEnv } from '../nylas/http.ts';
import type { World } from '../world.ts';

export function addPageRoutes(_app: Hono<SandboxEnv>, _world: World): void {}
