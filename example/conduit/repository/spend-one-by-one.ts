import type { Database } from '../database/database.ts';
import { readId } from '../ids.ts';
import type { RequestLog, RequestLogRepository } from './request-log-repository.ts';
import { addUp, type ModelSpend, type Spend } from './spend.ts';

/**
 * The N+1 query: what one query could add up is read with one for the keys, one more for each
 * key's logs and one more for each log. The answer is the same; its time and its number of queries
 * are not.
 */
export async function spendOneByOne(
  database: Database,
  logs: RequestLogRepository,
  team: string | undefined,
): Promise<readonly ModelSpend[]> {
  const where = team === undefined ? '' : 'WHERE team = ?';
  const values = team === undefined ? [] : [team];
  const found: RequestLog[] = [];
  for (const key of await database.all(`SELECT id FROM virtual_keys ${where}`, ...values)) {
    for (const id of await logs.idsOf(readId(key.id))) {
      const log = await logs.find(id);
      if (log !== null) found.push(log);
    }
  }
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
