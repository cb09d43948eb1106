import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ClockMark } from '../clock-mark.ts';
import type { Epoch } from '../epoch.ts';
import type { OperatorRecords } from '../gate/operator-log.ts';
import type { OperatorRecord } from '../operator-record.ts';
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
  /** The key of the current epoch; null where that is the newest. */
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
  /** All that are to be kept, the newest first; others are dropped. */
  readonly epochs: readonly Epoch[];
  readonly current: Epoch;
  readonly inMemory: readonly EpochInMemory[];
  readonly mark: ProcessMark | null;
  readonly clock: ClockMark;
}

/** The state of a store, for those who watch it. */
export interface StoreHealth {
  readonly faults: StoreFaults;
  /** What it takes up on disk. */
  readonly bytes: number;
  /** Milliseconds since the epoch; null before anything was. */
  readonly lastSavedMs: number | null;
}

/** What other processes have added to the evidence of one epoch. */
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

/** What other processes have done since it was last reported. */
export interface FleetNews {
  /** The list of all processes, the newest first, where it has changed; else null. */
  readonly turn: {
    readonly epochs: readonly Epoch[];
    readonly current: string;
    /** The list as it was known before. */
    readonly before: readonly Epoch[];
  } | null;
  readonly evidence: readonly OthersEvidence[];
  readonly records: readonly OperatorRecord[];
}

/** A store that several processes share: all have the evidence of all in memory. */
export interface SharedStore {
  /** Called after each read, with what others have done; once {@link Store.restore} has returned something. */
  onNews(listener: (news: FleetNews) => void): void;
  /** The evidence of an epoch that is not in memory, to look at; null until it was read. */
  lookAt(key: string): Evidence | null;
  /** Of the evidence of an epoch in memory, what the store does not have. */
  unsavedOf(key: string, evidence: Evidence): Evidence;
  /** Resolves when no save is under way. */
  settled(): Promise<void>;
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
  /**
   * Takes what is unsaved, and writes it, at once or soon after.
   *
   * @param onSaved called once it is written; what could not be written is in a later save
   * @returns false where it could not be taken
   */
  save(unsaved: Unsaved, onSaved: () => void): boolean;
  /** Null for one that belongs to one process. */
  readonly shared: SharedStore | null;
  /** What was taken is written first. */
  close(): void | Promise<void>;
}
