import type { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { noSuch } from '../http/faults.ts';
import { dollars } from '../models.ts';

interface Sums {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costMicros: number;
}

interface ModelSums extends Sums {
  readonly model: string;
}

const sums = `COUNT(*) AS requests, COALESCE(SUM(prompt_tokens), 0) AS "promptTokens",
  COALESCE(SUM(completion_tokens), 0) AS "completionTokens",
  COALESCE(SUM(cost_micros), 0) AS "costMicros"`;

export function addCosts(app: Hono, { database, parseId }: Gateway): void {
  app.get('/api/virtual-keys/:id/spend', async (context) => {
    const virtualKeyId = parseId(context.req.param('id'));
    const key = await database.get('SELECT id FROM virtual_keys WHERE id = ?', virtualKeyId);
    if (key === undefined) throw noSuch('virtual key');
    const spend = (await database.get(
      `SELECT ${sums} FROM request_logs WHERE virtual_key_id = ?`,
      virtualKeyId,
    )) as unknown as Sums;
    return context.json({ virtualKeyId: key.id, ...inDollars(spend) });
  });

  app.get('/api/costs/summary', async (context) => {
    const team = context.req.query('team');
    const ofTeam = 'WHERE virtual_key_id IN (SELECT id FROM virtual_keys WHERE team = ?)';
    const where = team === undefined ? '' : ofTeam;
    const values = team === undefined ? [] : [team];
    const total = (await database.get(
      `SELECT ${sums} FROM request_logs ${where}`,
      ...values,
    )) as unknown as Sums;
    const models = (await database.all(
      `SELECT model, ${sums} FROM request_logs ${where} GROUP BY model ORDER BY model`,
      ...values,
    )) as unknown as ModelSums[];
    return context.json({
      team: team ?? null,
      ...inDollars(total),
      byModel: models.map(inDollars),
      generatedAt: new Date().toISOString(),
    });
  });
}

function inDollars<T extends Sums>({ costMicros, ...rest }: T) {
  return { ...rest, costUsd: dollars(costMicros) };
}
