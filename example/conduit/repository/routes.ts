import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { addChat } from './chat.ts';
import { createCostCalculator } from './cost-calculator.ts';
import { addCosts } from './costs.ts';
import { createRequestLogRepository } from './request-log-repository.ts';
import { addRequestLogs } from './request-logs.ts';
import { createSpendRepository } from './spend-repository.ts';
import { createVirtualKeyRepository } from './virtual-key-repository.ts';
import { addVirtualKeys } from './virtual-keys.ts';

/** The new flavour: handlers ask repositories, and only those speak SQL. */
export function repositoryRoutes({ database, seed }: Gateway, bugs: MigrationBugs): Hono {
  const keys = createVirtualKeyRepository(database, bugs);
  const logs = createRequestLogRepository(database, bugs);
  const spends = createSpendRepository(database, logs, bugs);
  const costOf = createCostCalculator(bugs);

  const app = new Hono();
  addVirtualKeys(app, { keys, seed });
  addRequestLogs(app, { logs });
  addCosts(app, { keys, spends });
  addChat(app, { keys, logs, costOf, seed });
  return app;
}
