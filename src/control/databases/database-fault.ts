import pg from 'pg';
import { ParallaxError } from '../../vocabulary/errors.ts';

/** Why a database cannot be read. */
export type DatabaseFault =
  | 'no_extension'
  | 'not_preloaded'
  | 'old_extension'
  | 'no_right'
  | 'no_role'
  | 'refused'
  | 'too_slow'
  | 'unreachable';

/** Null where a database can be read. */
export interface DatabaseFaults {
  readonly primary: DatabaseFault | null;
  readonly candidate: DatabaseFault | null;
}

/** Its code is `database_` and the fault. */
export class DatabaseFaultError extends ParallaxError {
  readonly fault: DatabaseFault;

  constructor(fault: DatabaseFault) {
    super(`database_${fault}`, `The database ${words[fault]}.`);
    this.fault = fault;
  }
}

/** The fault and its fix. Messages of the server are not repeated, because they could quote a statement. */
const words: Readonly<Record<DatabaseFault, string>> = {
  no_extension:
    'has no pg_stat_statements: run CREATE EXTENSION pg_stat_statements in this database',
  not_preloaded:
    'has not loaded pg_stat_statements: add it to shared_preload_libraries and restart the server',
  old_extension:
    'has a version of pg_stat_statements before 1.8: run ALTER EXTENSION pg_stat_statements UPDATE',
  no_right:
    'does not show statements to the role of Parallax: run GRANT pg_read_all_stats TO that role',
  no_role: 'has no role with the name in the config: check role',
  refused: 'refuses the user, the password or a query of Parallax',
  too_slow: 'did not answer within its time limit',
  unreachable: 'cannot be reached',
};

/** `the database of the candidate has no pg_stat_statements: run …`. */
export function faultWords(side: 'primary' | 'candidate', fault: DatabaseFault): string {
  return `the database of ${side === 'primary' ? 'primary' : 'the candidate'} ${words[fault]}`;
}

/** The faults of both databases; none if they can be read, or another process reads them. */
export function databaseFaultWords(faults: DatabaseFaults | null): readonly string[] {
  const { primary = null, candidate = null } = faults ?? {};
  return [
    ...(primary === null ? [] : [faultWords('primary', primary)]),
    ...(candidate === null ? [] : [faultWords('candidate', candidate)]),
  ];
}

export function databaseFaultOf(error: unknown): DatabaseFault {
  if (error instanceof DatabaseFaultError) return error.fault;
  if (!(error instanceof pg.DatabaseError)) return 'unreachable';
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (error.code === '55000') return 'not_preloaded';
  if (error.code === '57014') return 'too_slow';
  // The server is starting or stopping, or has no connection left.
  if (error.code?.startsWith('57P') === true || error.code === '53300') return 'unreachable';
  return 'refused';
}
