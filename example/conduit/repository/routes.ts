import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { addChat } from './chat.ts';
import { createCostCalculator } from './cost-calculator.ts';
import { addCosts } from './costs.ts';
import { addKeyChanges } from './key-changes.ts';
import { addKeyHistory } from './key-history.ts';
import { createRequestLogRepository } from './request-log-repository.ts';
import { addRequestLogs } from './request-logs.ts';
import { addSessions } from './sessions.ts';
import { createSpendRepository } from './spend-repository.ts';
import { createTeamRepository } from './team-repository.ts';
import { createVirtualKeyRepository } from './virtual-key-repository.ts';
import { addVirtualKeys } from './virtual-keys.ts';

/** The new flavour: handlers ask repositories, and only those speak SQL. */
export function repositoryRoutes(gateway: Gateway, bugs: MigrationBugs): Hono {
  const { database, seed, mintId } = gateway;
  const teams = createTeamRepository(database, bugs);
  const keys = createVirtualKeyRepository(database, bugs);
  const logs = createRequestLogRepository(database, bugs);
  const spends = createSpendRepository(database, logs, bugs);
  const costOf = createCostCalculator(bugs);

  const app = new Hono();
  addSessions(app, { teams, mintId });
  addVirtualKeys(app, { keys, seed, mintId });
  addKeyChanges(app, { teams, keys, seed, bugs });
  addKeyHistory(app, { teams, keys, logs, spends, bugs });
  addRequestLogs(app, { logs });
  addCosts(app, { keys, spends });
  addChat(app, { keys, logs, costOf, mintId });
  return app;
}
