import type { Database, Row } from '../database/database.ts';
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
  add(key: VirtualKey, keyHash: string): Promise<boolean>;
  find(id: Id): Promise<VirtualKey | null>;
  findByHash(keyHash: string): Promise<VirtualKey | null>;
  /** By name; without a team, those of all teams. */
  list(team: string | undefined, page: Page): Promise<readonly VirtualKey[]>;
  count(team: string | undefined): Promise<number>;
  /** @returns what the key is now; null where there is none */
  disable(id: Id): Promise<VirtualKey | null>;
  rotate(id: Id, keyPrefix: string, keyHash: string): Promise<void>;
  /** @returns false where the team has another key of this name */
  rename(key: VirtualKey, keyName: string): Promise<boolean>;
  remove(id: Id): Promise<void>;
}

export function createVirtualKeyRepository(
  database: Database,
  bugs: MigrationBugs,
): VirtualKeyRepository {
  const order = bugs.has('lost-order-by') ? '' : 'ORDER BY key_name, team';
  const findBy = async (column: 'id' | 'key_hash', value: Id): Promise<VirtualKey | null> => {
    const row = await database.get(`SELECT * FROM virtual_keys WHERE ${column} = ?`, value);
    return row === undefined ? null : toVirtualKey(row);
  };

  return {
    find: (id) => findBy('id', id),
    findByHash: (keyHash) => findBy('key_hash', keyHash),
    async add({ id, team, keyName, keyPrefix, isEnabled, createdAt }, keyHash) {
      const changes = await database.run(
        'INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING',
        id,
        team,
        keyName,
        keyHash,
        keyPrefix,
        isEnabled ? 1 : 0,
        createdAt,
      );
      return changes === 1;
    },
    async list(team, { limit, offset }) {
      const { where, values } = ofTeam(team);
      const rows = await database.all(
        `SELECT * FROM virtual_keys ${where} ${order} LIMIT ? OFFSET ?`,
        ...values,
        limit,
        offset,
      );
      return rows.map(toVirtualKey);
    },
    async count(team) {
      const { where, values } = ofTeam(team);
      const row = await database.get(
        `SELECT COUNT(*) AS count FROM virtual_keys ${where}`,
        ...values,
      );
      return Number(row?.count);
    },
    async disable(id) {
      await database.run(
        'UPDATE virtual_keys SET is_enabled = 0, revision = revision + 1 WHERE id = ?',
        id,
      );
      return findBy('id', id);
    },
    async rotate(id, keyPrefix, keyHash) {
      await database.run(
        `UPDATE virtual_keys SET key_prefix = ?, key_hash = ?, rotation = rotation + 1,
           revision = revision + 1 WHERE id = ?`,
        keyPrefix,
        keyHash,
        id,
      );
    },
    async rename({ id, team }, keyName) {
      const changes = await database.run(
        `UPDATE virtual_keys SET key_name = ?, revision = revision + 1 WHERE id = ? AND NOT EXISTS (
           SELECT 1 FROM virtual_keys WHERE team = ? AND key_name = ? AND id <> ?)`,
        keyName,
        id,
        team,
        keyName,
        id,
      );
      return changes === 1;
    },
    async remove(id) {
      if (bugs.has('kept-key')) return;
      await database.run('DELETE FROM request_logs WHERE virtual_key_id = ?', id);
      await database.run('DELETE FROM virtual_keys WHERE id = ?', id);
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
