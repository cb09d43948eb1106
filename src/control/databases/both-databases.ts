import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { Side } from '../../vocabulary/side-sums.ts';
import {
  type DatabaseFault,
  type DatabaseFaults,
  databaseFaultOf,
  faultWords,
} from './database-fault.ts';
import type { DatabaseSample } from './database-sample.ts';

export interface BothDatabasesOptions {
  /** Reads the databases. They reject if they cannot be read. */
  readonly primary: () => Promise<DatabaseSample>;
  readonly candidate: () => Promise<DatabaseSample>;
  readonly log: Logger;
}

/** Samples of both databases at one time. */
export interface BothSamples {
  readonly primary: DatabaseSample;
  readonly candidate: DatabaseSample;
}

/** The state of the readings of both databases. */
export interface DatabasesStanding {
  /** `waiting` until both were first read. */
  readonly reading: 'waiting' | 'here' | 'elsewhere';
  readonly faults: DatabaseFaults;
  readonly isReplica: { readonly primary: boolean; readonly candidate: boolean };
  /** Statements that the servers have dropped since this process first read them. */
  readonly dropped: { readonly primary: number; readonly candidate: number };
}

export interface BothDatabases {
  /** Reads both at the same time; null if one of them cannot be read, which is logged. Never rejects. */
  read(): Promise<BothSamples | null>;
  /** Another process reads them. */
  leave(): void;
  readonly standing: DatabasesStanding;
}

const fine: DatabaseFaults = { primary: null, candidate: null };

/** Reads both databases, and records the result. */
export function createBothDatabases(options: BothDatabasesOptions): BothDatabases {
  const problems = new RateLimitedLog(options.log);
  let first: BothSamples | null = null;
  let standing: DatabasesStanding = {
    reading: 'waiting',
    faults: fine,
    isReplica: { primary: false, candidate: false },
    dropped: { primary: 0, candidate: 0 },
  };

  function faultIn(side: Side, result: PromiseSettledResult<DatabaseSample>): DatabaseFault | null {
    if (result.status === 'fulfilled') return null;
    const fault = databaseFaultOf(result.reason);
    const details = { side, fault, error: faultOf(result.reason) };
    problems.warn(`database_${side}`, details, faultWords(side, fault));
    return fault;
  }

  return {
    async read() {
      const [primary, candidate] = await Promise.allSettled([
        options.primary(),
        options.candidate(),
      ]);
      const faults = {
        primary: faultIn('primary', primary),
        candidate: faultIn('candidate', candidate),
      };
      standing = { ...standing, faults };
      if (primary.status === 'rejected' || candidate.status === 'rejected') return null;
      const samples = { primary: primary.value, candidate: candidate.value };
      first ??= samples;
      standing = standingOf(first, samples);
      return samples;
    },
    leave() {
      standing = { ...standing, reading: 'elsewhere', faults: fine };
    },
    get standing() {
      return standing;
    },
  };
}

function standingOf(first: BothSamples, { primary, candidate }: BothSamples): DatabasesStanding {
  return {
    reading: 'here',
    faults: fine,
    isReplica: { primary: primary.isReplica, candidate: candidate.isReplica },
    dropped: {
      primary: Math.max(0, primary.dropped - first.primary.dropped),
      candidate: Math.max(0, candidate.dropped - first.candidate.dropped),
    },
  };
}
