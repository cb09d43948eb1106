import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { addChat } from './chat.ts';
import { addCosts } from './costs.ts';
import { addKeyChanges } from './key-changes.ts';
import { addKeyHistory } from './key-history.ts';
import { addRequestLogs } from './request-logs.ts';
import { addSessions } from './sessions.ts';
import { addVirtualKeys } from './virtual-keys.ts';

/** The legacy flavour: each handler speaks SQL itself. */
export function directRoutes(gateway: Gateway): Hono {
  const app = new Hono();
  addSessions(app, gateway);
  addVirtualKeys(app, gateway);
  addKeyChanges(app, gateway);
  addKeyHistory(app, gateway);
  addRequestLogs(app, gateway);
  addCosts(app, gateway);
  addChat(app, gateway);
  return app;
}
