export type Value = string | number | null;

export type Row = Readonly<Record<string, Value>>;

/**
 * Runs SQL that SQLite and PostgreSQL both understand, with `?` for each value. Values never are
 * part of the text, so that each statement has one text whatever it asks for.
 */
export interface Statements {
  /** The first row; undefined where there is none. */
  readonly get: (sql: string, ...values: readonly Value[]) => Promise<Row | undefined>;
  readonly all: (sql: string, ...values: readonly Value[]) => Promise<readonly Row[]>;
  /** @returns how many rows it inserted, changed or deleted */
  readonly run: (sql: string, ...values: readonly Value[]) => Promise<number>;
}

/** A deployment's own database. */
export interface Database extends Statements {
  /** Commits what `work` does with the statements that it gets, or nothing of it if it throws. */
  inTransaction(work: (statements: Statements) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Whom a database reports its failures to; whoever asked gets the error as well. */
export interface DatabaseFaults {
  /** A statement failed. */
  statementFailed(): void;
  /** No connection could be made, or one broke. */
  connectionFailed(): void;
}
