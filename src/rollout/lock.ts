import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { startTicksOf } from './process-group.ts';

/** The holder of a lock, as written by itself. */
const holderSchema = z.object({
  who: z.string(),
  /** The command line's: `advance`, `rollback` or `rehearse`. */
  command: z.string(),
  at: z.string(),
  host: z.string(),
  pid: z.int(),
  startTicks: z.string().nullable(),
});

export type Holder = z.output<typeof holderSchema>;

/** Another process has the lock. */
interface LockedOut {
  /** Null if it is unknown. */
  readonly holder: Holder | null;
}

export type TakenLock = Result<Disposable, LockedOut>;

/** A check of a lock, by `status`, must not prevent others from taking it. */
const waitMs = 1000;

/**
 * Takes the lock of a journal. It is a lock of the system on `FILE.lock`, through SQLite: it ends with the
 * process in any case, so a lock is never stale. `FILE.holder` names the last holder.
 *
 * @throws the system's error if the lock cannot be taken or created
 */
export function takeLock(journal: string, who: string, command: string): TakenLock {
  closeSync(openSync(`${journal}.lock`, 'a', 0o600));
  const database = tryLock(journal, waitMs);
  if (database === null) return failure({ holder: holderOf(journal) });
  const holder: Holder = {
    who,
    command,
    at: new Date().toISOString(),
    host: hostname(),
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
  };
  noteHolder(journal, holder);
  return success({ [Symbol.dispose]: () => database.close() });
}

/** Whether a process holds the lock of a journal now. */
export function isLocked(journal: string): boolean {
  if (!existsSync(`${journal}.lock`)) return false;
  const database = tryLock(journal, 0);
  database?.close();
  return database === null;
}

/**
 * Asks the holder of a lock to end, by SIGTERM.
 *
 * @returns false if it may not be a process of this machine
 */
export function askToEnd({ host, pid, startTicks }: Holder): boolean {
  if (host !== hostname() || startTicks === null || startTicksOf(pid) !== startTicks) return false;
  process.kill(pid, 'SIGTERM');
  return true;
}

/** A rollback must also begin on a full disk: the lock is held, only its holder's name is missing. */
function noteHolder(journal: string, holder: Holder): void {
  try {
    writeFileSync(`${journal}.holder`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  } catch {
    // Others wait for the lock without a name.
  }
}

function holderOf(journal: string): Holder | null {
  try {
    const text = readFileSync(`${journal}.holder`, 'utf8');
    return holderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Null if another process holds it. */
function tryLock(journal: string, timeoutMs: number): DatabaseSync | null {
  const database = new DatabaseSync(`${journal}.lock`, { timeout: timeoutMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if ((error as { readonly errcode?: number }).errcode === sqliteBusy) return null;
    throw error;
  }
}

const sqliteBusy = 5;
