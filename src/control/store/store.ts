import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ClockMark } from '../clock-mark.ts';
import type { Epoch } from '../evidence/epoch.ts';
import type { OperatorRecords } from '../gate/operator-log.ts';
import type { StoreFaults } from './store-fault.ts';

/** How far what is counted since a process started is in the evidence already. */
export interface ProcessMark {
  /** Random per process. */
  readonly instance: string;
  /** By reason. */
  readonly shed: Readonly<Record<string, number>>;
}

/** What was saved before. */
export interface Restored {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  readonly mark: ProcessMark | null;
  /** Of the clock that times the evidence; null if an earlier version wrote the store. */
  readonly clock: ClockMark | null;
}

/** An epoch in memory, with all its rules, and the routes that have changed since it was last saved. */
export interface EpochInMemory {
  readonly epoch: Epoch;
  readonly evidence: Evidence;
  readonly touched: ReadonlySet<RouteEvidence>;
  /** Routes that are no longer kept. */
  readonly dropped: ReadonlySet<RouteEvidence>;
}

export interface Unsaved {
  /** All that are to be kept, the newest first; others are dropped. */
  readonly epochs: readonly Epoch[];
  readonly inMemory: readonly EpochInMemory[];
  readonly mark: ProcessMark | null;
  readonly clock: ClockMark;
}

/** What is told of a store to those who watch over it. */
export interface StoreHealth {
  readonly faults: StoreFaults;
  /** What it takes up on disk. */
  readonly bytes: number;
  /** Milliseconds since the epoch; null before anything was. */
  readonly lastSavedMs: number | null;
}

/**
 * Where evidence, and what operators did, outlive the process. All SQL is behind this. Nothing in it
 * throws: what can't be had or kept is said to be so, and to be tried again.
 */
export interface Store {
  /** Whether what is saved now is kept, and what was saved can be read. */
  readonly isUp: boolean;
  /** Null for one that keeps nothing by intent. */
  readonly health: StoreHealth | null;
  readonly operatorRecords: OperatorRecords;
  /**
   * Opens it, where it is not: at start, and again whenever {@link isUp} says no.
   *
   * @returns null while it can't be read
   */
  restore(): Restored | null;
  /** @returns null for an epoch that it does not have, or can't read now */
  evidenceOf(key: string): Evidence | null;
  /** @returns false where it could not be done */
  save(unsaved: Unsaved): boolean;
  close(): void;
}
