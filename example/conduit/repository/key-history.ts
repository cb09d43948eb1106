import type { Hono } from 'hono';
import { readCursor, writeCursor } from '../http/cursor.ts';
import { noSuch } from '../http/faults.ts';
import type { Id, IdParser } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { dollars } from '../models.ts';
import type { RequestLog, RequestLogRepository } from './request-log-repository.ts';
import { teamOfSession } from './sessions.ts';
import type { SpendRepository } from './spend-repository.ts';
import type { TeamRepository } from './team-repository.ts';
import type { VirtualKey, VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly teams: TeamRepository;
  readonly keys: VirtualKeyRepository;
  readonly logs: RequestLogRepository;
  readonly spends: SpendRepository;
  readonly parseId: IdParser;
  readonly bugs: MigrationBugs;
}

const keysMax = 100;

/** What was done with virtual keys, for members of their team. */
export function addKeyHistory(
  app: Hono,
  { teams, keys, logs, spends, parseId, bugs }: Parts,
): void {
  const keysOf = (team: string): Promise<readonly VirtualKey[]> =>
    keys.list(team, { limit: keysMax, offset: 0 });

  async function ownerOf(log: RequestLog, team: string): Promise<Id> {
    if (!bugs.has('wrong-owner')) return log.virtualKeyId;
    const keys = await keysOf(team);
    return keys.find(({ id }) => id !== log.virtualKeyId)?.id ?? log.virtualKeyId;
  }

  app.get('/api/virtual-keys/:id/request-logs', async (context) => {
    const team = await teamOfSession(teams, context);
    const key = await keys.find(parseId(context.req.param('id')));
    if (key === null || key.team !== team) throw noSuch('virtual key');
    const { limit, after } = readCursor(context, key.id);
    const found = await logs.listAfter(key.id, after, limit);
    const last = found.length === limit ? found.at(-1) : undefined;
    const items = [];
    for (const log of found) {
      const { id, requestId, costMicros } = log;
      const virtualKeyId = await ownerOf(log, team);
      items.push({ id, requestId, virtualKeyId, costUsd: dollars(costMicros) });
    }
    return context.json({
      items,
      nextCursor: last === undefined ? null : writeCursor(key.id, last.requestId),
    });
  });

  app.get('/api/costs/by-key', async (context) => {
    const team = await teamOfSession(teams, context);
    const spent = (await spends.byKey(team)).map(({ virtualKeyId, spend }) => [
      String(virtualKeyId),
      { requests: spend.requests, costUsd: dollars(spend.costMicros) },
    ]);
    return context.json({ team, keys: Object.fromEntries(spent) as unknown });
  });
}
