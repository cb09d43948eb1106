import type { Database, Row } from '../database/database.ts';
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
  add(log: Required<RequestLog>): Promise<void>;
  find(id: Id): Promise<RequestLog | null>;
  /** The newest first; without a key, those of all keys. */
  list(virtualKeyId: Id | undefined, page: Page): Promise<readonly RequestLog[]>;
  /** The oldest first, from behind the one with this request id on. */
  listAfter(virtualKeyId: Id, after: string | null, limit: number): Promise<readonly RequestLog[]>;
  count(virtualKeyId: Id | undefined): Promise<number>;
  idsOf(virtualKeyId: Id): Promise<readonly Id[]>;
}

export function createRequestLogRepository(
  database: Database,
  bugs: MigrationBugs,
): RequestLogRepository {
  const toLog = bugs.has('missing-log-field') ? toRequestLog : toWholeRequestLog;
  const behind = bugs.has('cursor-overlap') ? '>=' : '>';

  return {
    add: (log) => insert(database, log),
    async find(id) {
      const row = await database.get('SELECT * FROM request_logs WHERE id = ?', id);
      return row === undefined ? null : toLog(row);
    },
    async list(virtualKeyId, { limit, offset }) {
      const { where, values } = ofKey(virtualKeyId);
      const rows = await database.all(
        `SELECT * FROM request_logs ${where} ORDER BY request_id DESC, id LIMIT ? OFFSET ?`,
        ...values,
        limit,
        offset,
      );
      return rows.map(toLog);
    },
    async listAfter(virtualKeyId, after, limit) {
      const rows = await database.all(
        `SELECT * FROM request_logs WHERE virtual_key_id = ? AND request_id ${behind} ?
           ORDER BY request_id LIMIT ?`,
        virtualKeyId,
        after ?? '',
        limit,
      );
      return rows.map(toLog);
    },
    async count(virtualKeyId) {
      const { where, values } = ofKey(virtualKeyId);
      const row = await database.get(
        `SELECT COUNT(*) AS count FROM request_logs ${where}`,
        ...values,
      );
      return Number(row?.count);
    },
    async idsOf(virtualKeyId) {
      const rows = await database.all(
        'SELECT id FROM request_logs WHERE virtual_key_id = ?',
        virtualKeyId,
      );
      return rows.map((row) => readId(row.id));
    },
  };
}

function ofKey(virtualKeyId: Id | undefined): { where: string; values: readonly Id[] } {
  return virtualKeyId === undefined
    ? { where: '', values: [] }
    : { where: 'WHERE virtual_key_id = ?', values: [virtualKeyId] };
}

async function insert(database: Database, log: Required<RequestLog>): Promise<void> {
  await database.run(
    'INSERT INTO request_logs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
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
