import { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { addChat } from './chat.ts';
import { createCostCalculator } from './cost-calculator.ts';
import { addCosts } from './costs.ts';
import { addKeyChanges } from './key-changes.ts';
import { keepEachRequest } from './keep-each-request.ts';
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
  const { database, seed, mintId, parseId } = gateway;
  const teams = createTeamRepository(database, bugs);
  const keys = createVirtualKeyRepository(database, bugs);
  const logs = createRequestLogRepository(database, bugs);
  const spends = createSpendRepository(database, logs, bugs);
  const costOf = createCostCalculator(bugs);

  const app = new Hono();
  if (bugs.has('memory-leak')) app.use(keepEachRequest());
  addSessions(app, { teams, mintId });
  addVirtualKeys(app, { keys, seed, mintId, parseId });
  addKeyChanges(app, { teams, keys, seed, parseId, bugs });
  addKeyHistory(app, { teams, keys, logs, spends, parseId, bugs });
  addRequestLogs(app, { logs, parseId });
  addCosts(app, { keys, spends, parseId });
  addChat(app, { keys, logs, costOf, mintId });
  return app;
}
