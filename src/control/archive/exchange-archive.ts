import type { Comparison } from '../../vocabulary/comparison.ts';
import type { StoreFaults } from '../store/store-fault.ts';
import type { KeptExchanges } from './archive-reader.ts';

/** Where the control plane keeps exchanges for people to look at: they are examples, not evidence. */
export interface ExchangeArchive {
  /** Reads what is kept; what is in memory only, if the file or database cannot be read. */
  readonly reader: KeptExchanges;
  /** Null if exchanges are in memory only because the config has no store. */
  readonly health: ArchiveHealth | null;
  /**
   * Takes an exchange that has a specimen; it is written with the next flush.
   *
   * @param epoch the epoch its evidence belongs to
   */
  add(comparison: Comparison, epoch: string): void;
  /** Writes what was added, and recovers the file or database if needed. Never throws, never rejects. */
  flush(): void | Promise<void>;
  close(): void | Promise<void>;
}

/** The health of the archive, for metrics. */
export interface ArchiveHealth {
  /** Exchanges that are kept now outlive the process. */
  readonly isUp: boolean;
  readonly faults: StoreFaults;
  /** The size of the file on disk, without its write-ahead log; of a database, all that is kept for the fleet. */
  readonly bytes: number;
}

/** How long, and how much of it, exchanges are kept. */
export interface Retention {
  readonly ageMsMax: number;
  readonly bytesMax: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** In a file or database, what a busy day of a bad candidate leaves, of however many processes. */
export const storedRetention: Retention = { ageMsMax: 14 * dayMs, bytesMax: 256 * 1024 * 1024 };
/** In memory, what the plane can spare. */
export const memoryRetention: Retention = { ageMsMax: 14 * dayMs, bytesMax: 64 * 1024 * 1024 };

/** An exchange that waits to be written. */
export interface WaitingExchange {
  readonly comparison: Comparison;
  readonly epoch: string;
}

/** An exchange with its name and its age, in milliseconds. */
export interface MovedExchange extends WaitingExchange {
  readonly name: string;
  readonly ageMs: number;
}

/** What waits to be written; past it the newest are let go, so that a full disk fills no memory. */
export const waitingMax = 500;

/** How many exchanges move from memory to the file or database at a time, so that other work gets its turn. */
export const movedAtOnce = 200;
