import type { Database, Row } from '../database/database.ts';
import { type Id, readId } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import type { RequestLogRepository } from './request-log-repository.ts';
import type { ModelSpend, Spend } from './spend.ts';
import { spendOneByOne } from './spend-one-by-one.ts';

export interface SpendRepository {
  ofKey(virtualKeyId: Id): Promise<Spend>;
  /** That of each key of a team, also of one that spent nothing. */
  byKey(team: string): Promise<readonly KeySpend[]>;
  /** By model name; without a team, that of all teams. */
  byModel(team: string | undefined): Promise<readonly ModelSpend[]>;
}

interface KeySpend {
  readonly virtualKeyId: Id;
  readonly spend: Spend;
}

const sums = `COUNT(request_logs.id) AS requests, SUM(prompt_tokens) AS prompt_tokens,
  SUM(completion_tokens) AS completion_tokens, SUM(cost_micros) AS cost_micros`;

export function createSpendRepository(
  database: Database,
  logs: RequestLogRepository,
  bugs: MigrationBugs,
): SpendRepository {
  return {
    async ofKey(virtualKeyId) {
      const row = await database.get(
        `SELECT ${sums} FROM request_logs WHERE virtual_key_id = ?`,
        virtualKeyId,
      );
      return toSpend(row ?? {});
    },
    async byKey(team) {
      const rows = await database.all(
        `SELECT virtual_keys.id, ${sums}
         FROM virtual_keys LEFT JOIN request_logs ON virtual_key_id = virtual_keys.id
         WHERE team = ? GROUP BY virtual_keys.id`,
        team,
      );
      return rows.map((row) => ({ virtualKeyId: readId(row.id), spend: toSpend(row) }));
    },
    byModel: bugs.has('n-plus-one')
      ? (team) => spendOneByOne(database, logs, team)
      : (team) => spendInOneQuery(database, team),
  };
}

async function spendInOneQuery(
  database: Database,
  team: string | undefined,
): Promise<readonly ModelSpend[]> {
  const ofTeam = 'WHERE virtual_key_id IN (SELECT id FROM virtual_keys WHERE team = ?)';
  const where = team === undefined ? '' : ofTeam;
  const rows = await database.all(
    `SELECT model, ${sums} FROM request_logs ${where} GROUP BY model ORDER BY model`,
    ...(team === undefined ? [] : [team]),
  );
  return rows.map(toModelSpend);
}

function toModelSpend(row: Row): ModelSpend {
  return { model: String(row.model), ...toSpend(row) };
}

/** A sum over no rows is null, which is no spend. */
function toSpend(row: Row): Spend {
  return {
    requests: Number(row.requests ?? 0),
    promptTokens: Number(row.prompt_tokens ?? 0),
    completionTokens: Number(row.completion_tokens ?? 0),
    costMicros: Number(row.cost_micros ?? 0),
  };
}
