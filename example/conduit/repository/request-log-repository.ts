import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Page } from '../http/page.ts';
import { type Id, readId } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';

export interface RequestLog {
  readonly id: Id;
  readonly requestId: string;
  readonly virtualKeyId: Id;
  readonly model: string;
  readonly isStream: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costMicros: number;
  /** Always there, unless the mapping leaves it out. */
  readonly finishReason?: string;
  readonly latencyMs: number;
  readonly createdAt: string;
}

export interface RequestLogRepository {
  /** A log that is already there stays as it is: a request sent again is paid for once. */
  add(log: Required<RequestLog>): void;
  find(id: Id): RequestLog | null;
  /** The newest first; without a key, those of all keys. */
  list(virtualKeyId: string | undefined, page: Page): readonly RequestLog[];
  /** The oldest first, from behind the one with this request id on. */
  listAfter(virtualKeyId: Id, after: string | null, limit: number): readonly RequestLog[];
  count(virtualKeyId: string | undefined): number;
  idsOf(virtualKeyId: Id): readonly Id[];
}

type Row = Record<string, SQLOutputValue>;

export function createRequestLogRepository(
  database: DatabaseSync,
  bugs: MigrationBugs,
): RequestLogRepository {
  const toLog = bugs.has('missing-log-field') ? toRequestLog : toWholeRequestLog;
  const behind = bugs.has('cursor-overlap') ? '>=' : '>';

  return {
    add: (log) => insert(database, log),
    find(id) {
      const row = database.prepare('SELECT * FROM request_logs WHERE id = ?').get(id);
      return row === undefined ? null : toLog(row);
    },
    list(virtualKeyId, { limit, offset }) {
      const { where, values } = ofKey(virtualKeyId);
      return database
        .prepare(
          `SELECT * FROM request_logs ${where} ORDER BY request_id DESC, id LIMIT ? OFFSET ?`,
        )
        .all(...values, limit, offset)
        .map(toLog);
    },
    listAfter(virtualKeyId, after, limit) {
      return database
        .prepare(
          `SELECT * FROM request_logs WHERE virtual_key_id = ? AND request_id ${behind} ?
           ORDER BY request_id LIMIT ?`,
        )
        .all(virtualKeyId, after ?? '', limit)
        .map(toLog);
    },
    count(virtualKeyId) {
      const { where, values } = ofKey(virtualKeyId);
      const row = database
        .prepare(`SELECT COUNT(*) AS count FROM request_logs ${where}`)
        .get(...values);
      return Number(row?.count);
    },
    idsOf(virtualKeyId) {
      return database
        .prepare('SELECT id FROM request_logs WHERE virtual_key_id = ?')
        .all(virtualKeyId)
        .map((row) => readId(row.id));
    },
  };
}

function ofKey(virtualKeyId: string | undefined): { where: string; values: readonly string[] } {
  return virtualKeyId === undefined
    ? { where: '', values: [] }
    : { where: 'WHERE virtual_key_id = ?', values: [virtualKeyId] };
}

function insert(database: DatabaseSync, log: Required<RequestLog>): void {
  database
    .prepare(
      'INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(
      log.id,
      log.requestId,
      log.virtualKeyId,
      log.model,
      log.isStream ? 1 : 0,
      log.promptTokens,
      log.completionTokens,
      log.costMicros,
      log.finishReason,
      log.latencyMs,
      log.createdAt,
    );
}

function toRequestLog(row: Row): RequestLog {
  return {
    id: readId(row.id),
    requestId: String(row.request_id),
    virtualKeyId: readId(row.virtual_key_id),
    model: String(row.model),
    isStream: row.is_stream === 1,
    promptTokens: Number(row.prompt_tokens),
    completionTokens: Number(row.completion_tokens),
    costMicros: Number(row.cost_micros),
    latencyMs: Number(row.latency_ms),
    createdAt: String(row.created_at),
  };
}

function toWholeRequestLog(row: Row): RequestLog {
  return { ...toRequestLog(row), finishReason: String(row.finish_reason) };
}
