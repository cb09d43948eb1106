import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Page } from '../http/page.ts';
import { type Id, readId } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';

export interface VirtualKey {
  readonly id: Id;
  readonly team: string;
  readonly keyName: string;
  readonly keyPrefix: string;
  readonly isEnabled: boolean;
  readonly createdAt: string;
  /** How often its secret was replaced. */
  readonly rotation: number;
  /** How often it was changed. */
  readonly revision: number;
}

/** As the API shows it. */
export function viewOfKey(key: VirtualKey) {
  const { id, team, keyName, keyPrefix, isEnabled, createdAt } = key;
  return { id, team, keyName, keyPrefix, isEnabled, createdAt };
}

export interface VirtualKeyRepository {
  /** @returns false where there is one with this id */
  add(key: VirtualKey, keyHash: string): boolean;
  find(id: Id): VirtualKey | null;
  findByHash(keyHash: string): VirtualKey | null;
  /** By name; without a team, those of all teams. */
  list(team: string | undefined, page: Page): readonly VirtualKey[];
  count(team: string | undefined): number;
  /** @returns what the key is now; null where there is none */
  disable(id: Id): VirtualKey | null;
  rotate(id: Id, keyPrefix: string, keyHash: string): void;
  /** @returns false where the team has another key of this name */
  rename(id: Id, keyName: string): boolean;
  remove(id: Id): void;
}

type Row = Record<string, SQLOutputValue>;

export function createVirtualKeyRepository(
  database: DatabaseSync,
  bugs: MigrationBugs,
): VirtualKeyRepository {
  const order = bugs.has('lost-order-by') ? '' : 'ORDER BY key_name, team';
  const findBy = (column: 'id' | 'key_hash', value: Id): VirtualKey | null => {
    const row = database.prepare(`SELECT * FROM virtual_keys WHERE ${column} = ?`).get(value);
    return row === undefined ? null : toVirtualKey(row);
  };

  return {
    find: (id) => findBy('id', id),
    findByHash: (keyHash) => findBy('key_hash', keyHash),
    add({ id, team, keyName, keyPrefix, isEnabled, createdAt }, keyHash) {
      const { changes } = database
        .prepare(
          'INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING',
        )
        .run(id, team, keyName, keyHash, keyPrefix, isEnabled ? 1 : 0, createdAt);
      return changes === 1;
    },
    list(team, { limit, offset }) {
      const { where, values } = ofTeam(team);
      return database
        .prepare(`SELECT * FROM virtual_keys ${where} ${order} LIMIT ? OFFSET ?`)
        .all(...values, limit, offset)
        .map(toVirtualKey);
    },
    count(team) {
      const { where, values } = ofTeam(team);
      const row = database
        .prepare(`SELECT COUNT(*) AS count FROM virtual_keys ${where}`)
        .get(...values);
      return Number(row?.count);
    },
    disable(id) {
      database
        .prepare('UPDATE virtual_keys SET is_enabled = 0, revision = revision + 1 WHERE id = ?')
        .run(id);
      return findBy('id', id);
    },
    rotate(id, keyPrefix, keyHash) {
      database
        .prepare(
          `UPDATE virtual_keys SET key_prefix = ?, key_hash = ?, rotation = rotation + 1,
           revision = revision + 1 WHERE id = ?`,
        )
        .run(keyPrefix, keyHash, id);
    },
    rename(id, keyName) {
      const { changes } = database
        .prepare(
          'UPDATE OR IGNORE virtual_keys SET key_name = ?, revision = revision + 1 WHERE id = ?',
        )
        .run(keyName, id);
      return changes === 1;
    },
    remove(id) {
      if (bugs.has('kept-key')) return;
      database.prepare('DELETE FROM request_logs WHERE virtual_key_id = ?').run(id);
      database.prepare('DELETE FROM virtual_keys WHERE id = ?').run(id);
    },
  };
}

function ofTeam(team: string | undefined): { where: string; values: readonly string[] } {
  return team === undefined
    ? { where: '', values: [] }
    : { where: 'WHERE team = ?', values: [team] };
}

function toVirtualKey(row: Row): VirtualKey {
  return {
    id: readId(row.id),
    team: String(row.team),
    keyName: String(row.key_name),
    keyPrefix: String(row.key_prefix),
    isEnabled: row.is_enabled === 1,
    createdAt: String(row.created_at),
    rotation: Number(row.rotation),
    revision: Number(row.revision),
  };
}
