import type { DatabaseSync } from 'node:sqlite';
import { type Id, readId } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';

interface Team {
  readonly id: Id;
  readonly team: string;
}

export interface TeamRepository {
  /** @returns false where there is a team of this name */
  add(team: Team, passwordHash: string): boolean;
  /** Null where the team or the password is wrong. */
  find(team: string, passwordHash: string): Team | null;
  openSession(tokenHash: string, team: string): void;
  /** Null where nobody is logged in with this token. */
  teamOfSession(tokenHash: string): string | null;
  closeSession(tokenHash: string): void;
}

export function createTeamRepository(database: DatabaseSync, bugs: MigrationBugs): TeamRepository {
  return {
    add({ id, team }, passwordHash) {
      const { changes } = database
        .prepare('INSERT INTO teams VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
        .run(id, team, passwordHash);
      return changes === 1;
    },
    find(team, passwordHash) {
      const row = database
        .prepare('SELECT * FROM teams WHERE team = ? AND password_hash = ?')
        .get(team, passwordHash);
      return row === undefined ? null : { id: readId(row.id), team };
    },
    openSession: (tokenHash, team) =>
      void database.prepare('INSERT INTO sessions VALUES (?, ?)').run(tokenHash, team),
    teamOfSession(tokenHash) {
      const row = database.prepare('SELECT * FROM sessions WHERE token_hash = ?').get(tokenHash);
      return row === undefined ? null : String(row.team);
    },
    closeSession(tokenHash) {
      if (bugs.has('kept-session')) return;
      database.prepare('DELETE FROM sessions WHERE token_hash = ?').run(tokenHash);
    },
  };
}
