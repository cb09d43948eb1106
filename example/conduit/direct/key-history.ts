import type { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { readCursor, writeCursor } from '../http/cursor.ts';
import { noSuch } from '../http/faults.ts';
import type { Id } from '../ids.ts';
import { dollars } from '../models.ts';
import { teamOfSession } from './sessions.ts';

interface LogRow {
  readonly id: Id;
  readonly requestId: string;
  readonly virtualKeyId: Id;
  readonly costMicros: number;
}

interface KeyRow {
  readonly id: Id;
  readonly requests: number;
  readonly costMicros: number;
}

/** What was done with virtual keys, for members of their team. */
export function addKeyHistory(app: Hono, gateway: Gateway): void {
  const { database, parseId } = gateway;

  app.get('/api/virtual-keys/:id/request-logs', async (context) => {
    const team = await teamOfSession(gateway, context);
    const key = (await database.get(
      'SELECT id FROM virtual_keys WHERE id = ? AND team = ?',
      parseId(context.req.param('id')),
      team,
    )) as { id: Id } | undefined;
    if (key === undefined) throw noSuch('virtual key');
    const { limit, after } = readCursor(context, key.id);
    const rows = (await database.all(
      `SELECT id, request_id AS "requestId", virtual_key_id AS "virtualKeyId",
         cost_micros AS "costMicros" FROM request_logs
         WHERE virtual_key_id = ? AND request_id > ? ORDER BY request_id LIMIT ?`,
      key.id,
      after ?? '',
      limit,
    )) as unknown as LogRow[];
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return context.json({
      items: rows.map(viewOfLog),
      nextCursor: last === undefined ? null : writeCursor(key.id, last.requestId),
    });
  });

  app.get('/api/costs/by-key', async (context) => {
    const team = await teamOfSession(gateway, context);
    const rows = (await database.all(
      `SELECT k.id, COUNT(l.id) AS requests, COALESCE(SUM(l.cost_micros), 0) AS "costMicros"
         FROM virtual_keys k LEFT JOIN request_logs l ON l.virtual_key_id = k.id
         WHERE k.team = ? GROUP BY k.id`,
      team,
    )) as unknown as KeyRow[];
    const keys = rows.map(({ id, requests, costMicros }) => [
      String(id),
      { requests, costUsd: dollars(costMicros) },
    ]);
    return context.json({ team, keys: Object.fromEntries(keys) as unknown });
  });
}

function viewOfLog({ id, requestId, virtualKeyId, costMicros }: LogRow) {
  return { id, requestId, virtualKeyId, costUsd: dollars(costMicros) };
}
