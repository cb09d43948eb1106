import type { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { noSuch } from '../http/faults.ts';
import { readPage } from '../http/page.ts';
import type { Id } from '../ids.ts';
import { dollars } from '../models.ts';

interface Row {
  readonly id: Id;
  readonly requestId: string;
  readonly virtualKeyId: Id;
  readonly model: string;
  readonly isStream: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costMicros: number;
  readonly finishReason: string;
  readonly latencyMs: number;
  readonly createdAt: string;
}

const columns = `id, request_id AS "requestId", virtual_key_id AS "virtualKeyId", model,
  is_stream AS "isStream", prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens",
  cost_micros AS "costMicros", finish_reason AS "finishReason", latency_ms AS "latencyMs",
  created_at AS "createdAt"`;

export function addRequestLogs(app: Hono, { database, parseId }: Gateway): void {
  app.get('/api/request-logs', async (context) => {
    const { limit, offset } = readPage(context);
    const keyId = context.req.query('virtualKeyId');
    const where = keyId === undefined ? '' : 'WHERE virtual_key_id = ?';
    const values = keyId === undefined ? [] : [parseId(keyId)];
    const rows = (await database.all(
      `SELECT ${columns} FROM request_logs ${where}
         ORDER BY request_id DESC, id LIMIT ? OFFSET ?`,
      ...values,
      limit,
      offset,
    )) as unknown as Row[];
    const count = await database.get(
      `SELECT COUNT(*) AS total FROM request_logs ${where}`,
      ...values,
    );
    return context.json({ items: rows.map(view), total: count?.total, limit, offset });
  });

  app.get('/api/request-logs/:id', async (context) => {
    const row = (await database.get(
      `SELECT ${columns} FROM request_logs WHERE id = ?`,
      parseId(context.req.param('id')),
    )) as Row | undefined;
    if (row === undefined) throw noSuch('request log');
    return context.json(view(row));
  });
}

function view({ isStream, costMicros, ...row }: Row) {
  return { ...row, isStream: isStream === 1, costUsd: dollars(costMicros) };
}
