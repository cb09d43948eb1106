import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Page } from '../http/page.ts';
import type { MigrationBugs } from '../migration-bugs.ts';

interface VirtualKey {
  readonly id: string;
  readonly team: string;
  readonly keyName: string;
  readonly keyPrefix: string;
  readonly isEnabled: boolean;
  readonly createdAt: string;
}

export interface VirtualKeyRepository {
  /** @returns false where there is one with this id */
  add(key: VirtualKey, keyHash: string): boolean;
  find(id: string): VirtualKey | null;
  findByHash(keyHash: string): VirtualKey | null;
  /** By name; without a team, those of all teams. */
  list(team: string | undefined, page: Page): readonly VirtualKey[];
  count(team: string | undefined): number;
  /** @returns what the key is now; null where there is none */
  disable(id: string): VirtualKey | null;
}

type Row = Record<string, SQLOutputValue>;

export function createVirtualKeyRepository(
  database: DatabaseSync,
  bugs: MigrationBugs,
): VirtualKeyRepository {
  const order = bugs.has('lost-order-by') ? '' : 'ORDER BY key_name, team';
  const findBy = (column: 'id' | 'key_hash', value: string): VirtualKey | null => {
    const row = database.prepare(`SELECT * FROM virtual_keys WHERE ${column} = ?`).get(value);
    return row === undefined ? null : toVirtualKey(row);
  };

  return {
    find: (id) => findBy('id', id),
    findByHash: (keyHash) => findBy('key_hash', keyHash),
    add({ id, team, keyName, keyPrefix, isEnabled, createdAt }, keyHash) {
      const { changes } = database
        .prepare('INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
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
      database.prepare('UPDATE virtual_keys SET is_enabled = 0 WHERE id = ?').run(id);
      return findBy('id', id);
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
    id: String(row.id),
    team: String(row.team),
    keyName: String(row.key_name),
    keyPrefix: String(row.key_prefix),
    isEnabled: row.is_enabled === 1,
    createdAt: String(row.created_at),
  };
}
