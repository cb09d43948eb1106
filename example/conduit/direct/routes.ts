import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { addChat } from './chat.ts';
import { addCosts } from './costs.ts';
import { addRequestLogs } from './request-logs.ts';
import { addVirtualKeys } from './virtual-keys.ts';

/** The legacy flavour: each handler speaks SQL itself. */
export function directRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  addVirtualKeys(app, gateway);
  addRequestLogs(app, gateway);
  addCosts(app, gateway);
  addChat(app, gateway);
  return app;
}
