import type { DatabaseSync } from 'node:sqlite';
import { readId } from '../ids.ts';
import type { RequestLog, RequestLogRepository } from './request-log-repository.ts';
import { addUp, type ModelSpend, type Spend } from './spend.ts';

/**
 * The N+1 query: what one query could add up is read with one for the keys, one more for each
 * key's logs and one more for each log. The answer is the same; only its time tells.
 */
export function spendOneByOne(
  database: DatabaseSync,
  logs: RequestLogRepository,
  team: string | undefined,
): readonly ModelSpend[] {
  const where = team === undefined ? '' : 'WHERE team = ?';
  const keys = database
    .prepare(`SELECT id FROM virtual_keys ${where}`)
    .all(...(team === undefined ? [] : [team]));
  const found = keys
    .flatMap((key) => logs.idsOf(readId(key.id)))
    .flatMap((id) => logs.find(id) ?? []);
  return [...Map.groupBy(found, ({ model }) => model)]
    .map(([model, logsOfModel]) => spendOfModel(model, logsOfModel))
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

function spendOfModel(model: string, logs: readonly RequestLog[]): ModelSpend {
  return { model, ...addUp(logs.map(spendOf)) };
}

function spendOf({ promptTokens, completionTokens, costMicros }: RequestLog): Spend {
  return { requests: 1, promptTokens, completionTokens, costMicros };
}
