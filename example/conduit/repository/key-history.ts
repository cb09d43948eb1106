import type { Hono } from 'hono';
import { readCursor, writeCursor } from '../http/cursor.ts';
import { noSuch } from '../http/faults.ts';
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
  readonly bugs: MigrationBugs;
}

const keysMax = 100;

/** What was done with virtual keys, for members of their team. */
export function addKeyHistory(app: Hono, { teams, keys, logs, spends, bugs }: Parts): void {
  const keysOf = (team: string): readonly VirtualKey[] =>
    keys.list(team, { limit: keysMax, offset: 0 });

  function ownerOf(log: RequestLog, team: string): RequestLog['virtualKeyId'] {
    if (!bugs.has('wrong-owner')) return log.virtualKeyId;
    return keysOf(team).find(({ id }) => id !== log.virtualKeyId)?.id ?? log.virtualKeyId;
  }

  app.get('/api/virtual-keys/:id/request-logs', (context) => {
    const team = teamOfSession(teams, context);
    const key = keys.find(context.req.param('id'));
    if (key === null || key.team !== team) throw noSuch('virtual key');
    const { limit, after } = readCursor(context, key.id);
    const found = logs.listAfter(key.id, after, limit);
    const last = found.length === limit ? found.at(-1) : undefined;
    return context.json({
      items: found.map((log) => ({
        id: log.id,
        requestId: log.requestId,
        virtualKeyId: ownerOf(log, team),
        costUsd: dollars(log.costMicros),
      })),
      nextCursor: last === undefined ? null : writeCursor(key.id, last.requestId),
    });
  });

  app.get('/api/costs/by-key', (context) => {
    const team = teamOfSession(teams, context);
    const spent = keysOf(team).map(({ id }) => {
      const { requests, costMicros } = spends.ofKey(id);
      return [String(id), { requests, costUsd: dollars(costMicros) }];
    });
    return context.json({ team, keys: Object.fromEntries(spent) as unknown });
  });
}
