import type { Database } from '../database/database.ts';
import { type Id, readId } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';

interface Team {
  readonly id: Id;
  readonly team: string;
}

export interface TeamRepository {
  /** @returns false where there is a team of this name */
  add(team: Team, passwordHash: string): Promise<boolean>;
  /** Null where the team or the password is wrong. */
  find(team: string, passwordHash: string): Promise<Team | null>;
  openSession(tokenHash: string, team: string): Promise<void>;
  /** Null where nobody is logged in with this token. */
  teamOfSession(tokenHash: string): Promise<string | null>;
  closeSession(tokenHash: string): Promise<void>;
}

export function createTeamRepository(database: Database, bugs: MigrationBugs): TeamRepository {
  return {
    async add({ id, team }, passwordHash) {
      const changes = await database.run(
        'INSERT INTO teams VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        id,
        team,
        passwordHash,
      );
      return changes === 1;
    },
    async find(team, passwordHash) {
      const row = await database.get(
        'SELECT * FROM teams WHERE team = ? AND password_hash = ?',
        team,
        passwordHash,
      );
      return row === undefined ? null : { id: readId(row.id), team };
    },
    async openSession(tokenHash, team) {
      await database.run('INSERT INTO sessions VALUES (?, ?)', tokenHash, team);
    },
    async teamOfSession(tokenHash) {
      const row = await database.get('SELECT * FROM sessions WHERE token_hash = ?', tokenHash);
      return row === undefined ? null : String(row.team);
    },
    async closeSession(tokenHash) {
      if (bugs.has('kept-session')) return;
      await database.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash);
    },
  };
}
