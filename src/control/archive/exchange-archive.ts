import type { Comparison } from '../../vocabulary/comparison.ts';
import type { StoreFaults } from '../store/store-fault.ts';
import type { KeptExchanges } from './archive-reader.ts';

/** Where the control plane keeps exchanges for people to look at: they are examples, not evidence. */
export interface ExchangeArchive {
  /** Reads the kept exchanges; only those in memory, if the file or database cannot be read. */
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
  /** Exchanges that are kept now survive a restart. */
  readonly isUp: boolean;
  readonly faults: StoreFaults;
  /**
   * The size of the file on disk, without its write-ahead log; for a database, the size of all exchanges of the
   * fleet.
   */
  readonly bytes: number;
}

/** How long exchanges are kept, and how many bytes of them. */
export interface Retention {
  readonly ageMsMax: number;
  readonly bytesMax: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** In a file or database: enough for a busy day of a bad candidate, for any number of processes. */
export const storedRetention: Retention = { ageMsMax: 14 * dayMs, bytesMax: 256 * 1024 * 1024 };
/** In memory: as much as the plane can spare. */
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

/**
 * The limit for exchanges that wait to be written; beyond it, the newest are dropped, so that a full disk does
 * not fill the memory.
 */
export const waitingMax = 500;

/** How many exchanges move from memory to the file or database at a time, so that other work gets its turn. */
export const movedAtOnce = 200;
