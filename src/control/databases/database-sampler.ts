import type { Comparison } from '../../vocabulary/comparison.ts';
import { watchedKey } from '../../vocabulary/watched.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import { blockAt, warmupBlocks } from '../block-length.ts';
import {
  type BothDatabasesOptions,
  type BothSamples,
  createBothDatabases,
  type DatabasesStanding,
} from './both-databases.ts';
import { changeBetween, isReset } from './database-sample.ts';
import { exchangesName, noteChange } from './database-sums.ts';
import { noteServed } from './note-served.ts';

export interface DatabaseSamplerOptions extends BothDatabasesOptions {
  /** With `secondary: self`, primary gets some requests twice. */
  readonly asksPrimaryAgain: boolean;
  readonly evidence: Pick<KeptEvidence, 'epoch' | 'current' | 'noteWatched'>;
  /** Whether this process, of all that share the evidence, reads them. */
  readonly isOwn: () => Promise<boolean>;
  readonly everyMs: number;
  /** Length of the blocks that are judged; null if nothing is judged. */
  readonly lengthMs: number | null;
  /** The steady clock, milliseconds since 1970. */
  readonly now: () => number;
}

export interface DatabaseSampler {
  /** An exchange was served. */
  note(comparison: Comparison): void;
  /** Reads both databases once, and counts what has happened since. Never rejects. */
  sample(): Promise<void>;
  readonly standing: DatabasesStanding;
}

/** Both samples, their time, and the number of exchanges served until then. */
interface DatabaseReading extends BothSamples {
  readonly atMs: number;
  readonly epoch: string;
  readonly exchanges: { readonly primary: number; readonly candidate: number };
}

/** If more samples are missing, because a database was down, the difference is not counted. */
const samplesMissedMax = 6;

/**
 * Reads both databases at the same times, and adds to the evidence what happened between two readings in which
 * both sides served exchanges.
 *
 * The exchanges are those of all processes that share the evidence, as the databases serve all of them. If two
 * processes read for a while, both sums and exchanges are counted twice, so no ratio changes.
 */
export function createDatabaseSampler(options: DatabaseSamplerOptions): DatabaseSampler {
  const { evidence, now, everyMs, lengthMs, isOwn, asksPrimaryAgain } = options;
  const both = createBothDatabases(options);
  let before: DatabaseReading | null = null;
  /** The last one, if nothing was served since the one before. */
  let idle: DatabaseReading | null = null;
  let underway: Promise<void> | null = null;
  let epochSeen = evidence.epoch.key;
  const warmupMs = warmupBlocks * (lengthMs ?? 0);
  let warmUntilMs = -Infinity;

  async function read(): Promise<DatabaseReading | null> {
    const samples = await both.read();
    if (samples === null) return null;
    const sums = evidence.current().watched.get(watchedKey(exchangesName));
    const exchanges = { primary: sums?.primary.n ?? 0, candidate: sums?.candidate.n ?? 0 };
    return { atMs: now(), epoch: evidence.epoch.key, exchanges, ...samples };
  }

  function count(from: DatabaseReading, to: DatabaseReading): void {
    const primary = changeBetween(from.primary, to.primary);
    const candidate = changeBetween(from.candidate, to.candidate);
    if (primary === null || candidate === null) return;
    const isJudged = to.atMs >= warmUntilMs && !lacksStatements(from, to);
    const block = isJudged && lengthMs !== null ? blockAt(to.atMs, lengthMs) : null;
    const served = servedBetween(from, to);
    noteChange(evidence, { side: 'primary', change: primary, exchanges: served.primary, block });
    noteChange(evidence, {
      side: 'candidate',
      change: candidate,
      exchanges: served.candidate,
      block,
    });
  }

  /** An epoch that is current again runs a deployment that has just started; a new one has no blocks yet. */
  function noteEpoch(): void {
    const { key, startedAtMs } = evidence.epoch;
    if (key !== epochSeen && now() - startedAtMs > warmupMs) warmUntilMs = now() + warmupMs;
    epochSeen = key;
  }

  async function sample(): Promise<void> {
    noteEpoch();
    if (!(await isOwn())) {
      both.leave();
      before = null;
      return;
    }
    const reading = await read();
    if (reading === null) return;
    const from = before;
    if (from !== null && !isOneServer(from, reading)) warmUntilMs = reading.atMs + warmupMs;
    if (from === null || !isContinued(from, reading, everyMs)) {
      [before, idle] = [reading, null];
      return;
    }
    const served = servedBetween(from, reading);
    if (served.primary > 0 && served.candidate > 0) {
      count(from, reading);
      [before, idle] = [reading, null];
      return;
    }
    // Statements run before their exchange is counted, so the last idle sample is counted with the next one.
    before = idle ?? from;
    idle = reading;
  }

  return {
    get standing() {
      return both.standing;
    },
    note(comparison) {
      const block = lengthMs === null ? null : blockAt(now(), lengthMs);
      noteServed(evidence, comparison, { block, asksPrimaryAgain });
    },
    sample() {
      underway ??= sample().finally(() => {
        underway = null;
      });
      return underway;
    },
  };
}

/** A new or reset epoch begins without exchanges. */
function isContinued(from: DatabaseReading, to: DatabaseReading, everyMs: number): boolean {
  const served = servedBetween(from, to);
  if (from.epoch !== to.epoch || served.primary < 0 || served.candidate < 0) return false;
  return isOneServer(from, to) && to.atMs - from.atMs <= samplesMissedMax * everyMs;
}

function isOneServer(from: DatabaseReading, to: DatabaseReading): boolean {
  return from.primary.server === to.primary.server && from.candidate.server === to.candidate.server;
}

/**
 * Statements that a server drops or resets between two readings are missing from the second one, so its sums are
 * too low.
 */
function lacksStatements(from: DatabaseReading, to: DatabaseReading): boolean {
  return (['primary', 'candidate'] as const).some(
    (side) => to[side].dropped > from[side].dropped || isReset(from[side], to[side]),
  );
}

function servedBetween(from: DatabaseReading, to: DatabaseReading): DatabaseReading['exchanges'] {
  return {
    primary: to.exchanges.primary - from.exchanges.primary,
    candidate: to.exchanges.candidate - from.exchanges.candidate,
  };
}
