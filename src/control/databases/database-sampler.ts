import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import { watchedKey } from '../../vocabulary/watched.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import { blockAt, warmupBlocks } from '../gate/block-length.ts';
import {
  type DatabaseFault,
  type DatabaseFaults,
  databaseFaultOf,
  faultWords,
} from './database-fault.ts';
import { type DatabaseSample, changeBetween } from './database-sample.ts';
import { exchangesName, noteChange } from './database-sums.ts';
import { noteServed } from './note-served.ts';

export interface DatabaseSamplerOptions {
  /** Reads the databases. They reject if they cannot be read. */
  readonly primary: () => Promise<DatabaseSample>;
  readonly candidate: () => Promise<DatabaseSample>;
  /** Primary itself is asked some requests again. */
  readonly asksPrimaryAgain: boolean;
  readonly evidence: Pick<KeptEvidence, 'epoch' | 'current' | 'noteWatched'>;
  /** Whether this process, of all that share the evidence, reads them. */
  readonly isOwn: () => Promise<boolean>;
  readonly everyMs: number;
  /** Length of the blocks that are judged; null if nothing is judged. */
  readonly lengthMs: number | null;
  readonly log: Logger;
  /** Milliseconds since 1970, of a clock that nobody can set. */
  readonly now: () => number;
}

/** How the reading of both databases is. */
export interface DatabasesStanding {
  /** `waiting` until both were first read. */
  readonly reading: 'waiting' | 'here' | 'elsewhere';
  readonly faults: DatabaseFaults;
  readonly isReplica: { readonly primary: boolean; readonly candidate: boolean };
  /** Statements that the servers have dropped since this process first read them. */
  readonly dropped: { readonly primary: number; readonly candidate: number };
}

export interface DatabaseSampler {
  /** An exchange was served. */
  note(comparison: Comparison): void;
  /** Reads both databases once, and counts what has happened since. Never rejects. */
  sample(): Promise<void>;
  readonly standing: DatabasesStanding;
}

/** Samples of both databases at one time, and the number of exchanges served until then. */
interface Reading {
  readonly atMs: number;
  readonly epoch: string;
  readonly exchanges: { readonly primary: number; readonly candidate: number };
  readonly primary: DatabaseSample;
  readonly candidate: DatabaseSample;
}

/** If more samples are missed, because a database was away, the difference is not counted. */
const samplesMissedMax = 6;

const fine = { primary: null, candidate: null };

/**
 * Reads both databases at the same times, and adds to the evidence what happened between two readings in
 * which both sides served exchanges.
 *
 * The exchanges are those of all processes that share the evidence, as the databases serve all of them. If
 * two processes should read for a while, sums and exchanges are both counted twice: no ratio changes.
 */
export function createDatabaseSampler(options: DatabaseSamplerOptions): DatabaseSampler {
  const { evidence, log, now, everyMs, lengthMs, isOwn, asksPrimaryAgain } = options;
  const problems = new RateLimitedLog(log);
  let before: Reading | null = null;
  /** The last one, if nothing was served since the one before. */
  let idle: Reading | null = null;
  let first: Pick<Reading, 'primary' | 'candidate'> | null = null;
  let standing: DatabasesStanding = {
    reading: 'waiting',
    faults: fine,
    isReplica: { primary: false, candidate: false },
    dropped: { primary: 0, candidate: 0 },
  };
  let underway: Promise<void> | null = null;
  let epochSeen = evidence.epoch.key;
  const warmupMs = warmupBlocks * (lengthMs ?? 0);
  let warmUntilMs = -Infinity;

  async function read(): Promise<Reading | null> {
    const [primary, candidate] = await Promise.allSettled([options.primary(), options.candidate()]);
    const faults = {
      primary: faultIn('primary', primary),
      candidate: faultIn('candidate', candidate),
    };
    standing = { ...standing, faults };
    if (primary.status === 'rejected' || candidate.status === 'rejected') return null;
    const samples = { primary: primary.value, candidate: candidate.value };
    first ??= samples;
    standing = {
      reading: 'here',
      faults,
      isReplica: { primary: samples.primary.isReplica, candidate: samples.candidate.isReplica },
      dropped: {
        primary: Math.max(0, samples.primary.dropped - first.primary.dropped),
        candidate: Math.max(0, samples.candidate.dropped - first.candidate.dropped),
      },
    };
    const sums = evidence.current().watched.get(watchedKey(exchangesName));
    const exchanges = { primary: sums?.primary.n ?? 0, candidate: sums?.candidate.n ?? 0 };
    return { atMs: now(), epoch: evidence.epoch.key, exchanges, ...samples };
  }

  function faultIn(
    side: 'primary' | 'candidate',
    result: PromiseSettledResult<DatabaseSample>,
  ): DatabaseFault | null {
    if (result.status === 'fulfilled') return null;
    const fault = databaseFaultOf(result.reason);
    const details = { side, fault, error: faultOf(result.reason) };
    problems.warn(`database_${side}`, details, faultWords(side, fault));
    return fault;
  }

  function count(from: Reading, to: Reading): void {
    const primary = changeBetween(from.primary, to.primary);
    const candidate = changeBetween(from.candidate, to.candidate);
    if (primary === null || candidate === null) return;
    const isJudged = to.atMs >= warmUntilMs && !hasDropped(from, to);
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
      standing = { ...standing, reading: 'elsewhere', faults: fine };
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
      return standing;
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

/** Another epoch, or a reset one, begins with no exchanges. */
function isContinued(from: Reading, to: Reading, everyMs: number): boolean {
  const served = servedBetween(from, to);
  if (from.epoch !== to.epoch || served.primary < 0 || served.candidate < 0) return false;
  return isOneServer(from, to) && to.atMs - from.atMs <= samplesMissedMax * everyMs;
}

function isOneServer(from: Reading, to: Reading): boolean {
  return from.primary.server === to.primary.server && from.candidate.server === to.candidate.server;
}

/** What a server drops between two readings is in neither of them, so that its sums are too low. */
function hasDropped(from: Reading, to: Reading): boolean {
  return to.primary.dropped > from.primary.dropped || to.candidate.dropped > from.candidate.dropped;
}

function servedBetween(from: Reading, to: Reading): Reading['exchanges'] {
  return {
    primary: to.exchanges.primary - from.exchanges.primary,
    candidate: to.exchanges.candidate - from.exchanges.candidate,
  };
}
