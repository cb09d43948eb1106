import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ClockMark } from '../clock-mark.ts';
import type { Epoch } from '../epoch.ts';
import type { OperatorRecords } from '../gate/operator-log.ts';
import type { OperatorRecord } from '../operator-record.ts';
import type { StoreFaults } from './store-fault.ts';

/** The counts of a process that are already in the evidence. */
export interface ProcessMark {
  /** Random per process. */
  readonly instance: string;
  /** By reason. */
  readonly shed: Readonly<Record<string, number>>;
}

/** The saved data. */
export interface Restored {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  readonly mark: ProcessMark | null;
  /** Of the clock that times the evidence; null if an earlier version wrote the store. */
  readonly clock: ClockMark | null;
  /** The key of the current epoch; null if that is the newest. */
  readonly current?: string | null;
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
  /** All epochs to keep, the newest first; others are dropped. */
  readonly epochs: readonly Epoch[];
  readonly current: Epoch;
  readonly inMemory: readonly EpochInMemory[];
  readonly mark: ProcessMark | null;
  readonly clock: ClockMark;
}

/** The state of a store, for metrics and pages. */
export interface StoreHealth {
  readonly faults: StoreFaults;
  /** Its size on disk. */
  readonly bytes: number;
  /** Milliseconds since the epoch; null before the first save. */
  readonly lastSavedMs: number | null;
}

/** The additions of other processes to the evidence of one epoch. */
export interface OthersEvidence {
  readonly epoch: string;
  /** Whether anything was compared. */
  readonly hasCompared: boolean;
  /**
   * Adds it to the evidence in memory, in place.
   *
   * @returns whether a route or a proof came or went
   */
  addTo(evidence: Evidence): boolean;
}

/** The changes of other processes since the last report. */
export interface FleetNews {
  /** The list of all processes, the newest first, if it has changed; else null. */
  readonly turn: {
    readonly epochs: readonly Epoch[];
    readonly current: string;
    /** The previous list. */
    readonly before: readonly Epoch[];
  } | null;
  readonly evidence: readonly OthersEvidence[];
  readonly records: readonly OperatorRecord[];
}

/** A store that several processes share: all have the evidence of all in memory. */
export interface SharedStore {
  /** Called after each read with the changes of others, after {@link Store.restore} has returned something. */
  onNews(listener: (news: FleetNews) => void): void;
  /** The evidence of an epoch that is not in memory, to show it; null until it was read. */
  lookAt(key: string): Evidence | null;
  /** The part of an epoch in memory that the store lacks. */
  unsavedOf(key: string, evidence: Evidence): Evidence;
  /** Resolves when no save is under way. */
  settled(): Promise<void>;
}

/**
 * Keeps evidence and actions of operators over restarts. All SQL is behind this interface. Its methods do not
 * throw: they return that they failed, and can be tried again.
 */
export interface Store {
  /** Whether the store can be read and written now. */
  readonly isUp: boolean;
  /** Null for a store that keeps nothing on purpose. */
  readonly health: StoreHealth | null;
  readonly operatorRecords: OperatorRecords;
  /**
   * Opens it, if it is not open: at the start, and again while {@link isUp} is false.
   *
   * @returns null while it can't be read
   */
  restore(): Restored | null;
  /** @returns null for an epoch that it does not have, or can't read now */
  evidenceOf(key: string): Evidence | null;
  /**
   * Takes the unsaved data, and writes it, at once or soon after.
   *
   * @param onSaved called once it is written; data that could not be written is in a later save
   * @returns false if it could not be taken
   */
  save(unsaved: Unsaved, onSaved: () => void): boolean;
  /** Null for one that belongs to one process. */
  readonly shared: SharedStore | null;
  /** Writes the taken data first. */
  close(): void | Promise<void>;
}
