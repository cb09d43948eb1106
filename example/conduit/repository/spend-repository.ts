import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Id } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import type { RequestLogRepository } from './request-log-repository.ts';
import type { ModelSpend, Spend } from './spend.ts';
import { spendOneByOne } from './spend-one-by-one.ts';

export interface SpendRepository {
  ofKey(virtualKeyId: Id): Spend;
  /** By model name; without a team, that of all teams. */
  byModel(team: string | undefined): readonly ModelSpend[];
}

type Row = Record<string, SQLOutputValue>;

const sums = `COUNT(*) AS requests, SUM(prompt_tokens) AS prompt_tokens,
  SUM(completion_tokens) AS completion_tokens, SUM(cost_micros) AS cost_micros`;

export function createSpendRepository(
  database: DatabaseSync,
  logs: RequestLogRepository,
  bugs: MigrationBugs,
): SpendRepository {
  return {
    ofKey(virtualKeyId) {
      const row = database
        .prepare(`SELECT ${sums} FROM request_logs WHERE virtual_key_id = ?`)
        .get(virtualKeyId);
      return toSpend(row ?? {});
    },
    byModel: bugs.has('n-plus-one')
      ? (team) => spendOneByOne(database, logs, team)
      : (team) => spendInOneQuery(database, team),
  };
}

function spendInOneQuery(database: DatabaseSync, team: string | undefined): readonly ModelSpend[] {
  const ofTeam = 'WHERE virtual_key_id IN (SELECT id FROM virtual_keys WHERE team = ?)';
  const where = team === undefined ? '' : ofTeam;
  return database
    .prepare(`SELECT model, ${sums} FROM request_logs ${where} GROUP BY model ORDER BY model`)
    .all(...(team === undefined ? [] : [team]))
    .map(toModelSpend);
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
