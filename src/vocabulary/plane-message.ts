import type { ConfigRevision } from './config-revision.ts';
import type { DelayCounts } from './delays.ts';
import type { GaugeValues } from './gauges.ts';
import type { IdTypeChange } from './identities.ts';
import type { ConnectFault, Outage } from './outage.ts';
import type { AnswerClass } from './served.ts';
import type { OpaqueReason, OwnLimitPeer, ShedReason } from './shed.ts';
import type { TurnedAwayReason } from './turned-away.ts';

/** A plane that runs on a worker thread. */
export type WorkerPlane = 'asker' | 'shadow' | 'compare' | 'control' | 'uplink' | 'recorder';
/** The plane on the main thread, where exchanges come from: clients, the taps of a fleet, or recordings. */
export type SourcePlane = 'live' | 'intake' | 'playback';
export type Plane = SourcePlane | WorkerPlane;

/** The planes behind the source, in the direction data flows: of `parallax run` and of a hub. */
export const judgingPlanes = ['shadow', 'compare', 'control'] as const satisfies WorkerPlane[];
/** The same of a tap. */
export const tapPlanes = ['uplink'] as const satisfies WorkerPlane[];

/**
 * What a plane has counted since its last report. Deltas, so that a restarted plane starts from
 * nothing and the process keeps the totals.
 */
export interface PlaneReport {
  readonly shed: Partial<Record<ShedReason, number>>;
  readonly opaque: Partial<Record<OpaqueReason, number>>;
  readonly turnedAway: Partial<Record<TurnedAwayReason, number>>;
  readonly ownLimits: Partial<Record<OwnLimitPeer, number>>;
  readonly answers: Partial<Record<AnswerClass, number>>;
  /** Of connections to primary. */
  readonly connectFaults: Partial<Record<ConnectFault, number>>;
  /** For how long exchanges may have been held up by the live plane; absent of other planes. */
  readonly delays?: DelayCounts;
  /** The present outages, replacing those of the last report. */
  readonly outages: readonly Outage[];
  /** Comparisons in which a rule was why a difference does not count, by the rule's key. */
  readonly ruleUses: Readonly<Record<string, number>>;
  /** Changes that were found since the last report. */
  readonly idTypeChanges: readonly IdTypeChange[];
  /** Present values, replacing the last ones: queue lengths, bytes, states. */
  readonly gauges: GaugeValues;
  /** CPU time of the plane's thread since it started, in seconds. */
  readonly cpuSeconds: number;
}

/** The comparisons in which a rule was why a difference does not count. */
export interface RuleUses {
  readonly uses: number;
  /** Wall clock when the process heard of the first of them, milliseconds since the epoch. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** How a reload of the config ended. */
export interface ConfigReload {
  /** Wall clock, milliseconds since the epoch. */
  readonly atMs: number;
  /** What asked for it. */
  readonly because: 'signal' | 'file' | 'api';
  /** What is wrong with the new config, each with its place in the file; empty where it was taken. */
  readonly faults: readonly string[];
}

/** Names a reload that an operator asked for. */
export type ReloadId = string;

/** Which config is in force. */
export interface ConfigState {
  readonly revision: ConfigRevision;
  /** Wall clock since when, milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Keys whose values have changed and need a restart. */
  readonly needRestart: readonly string[];
  /** Null if there was none since the start. */
  readonly lastReload: ConfigReload | null;
}

/** What the whole process has counted since it started; the control plane exports it. */
export interface ProcessTotals {
  readonly live: 'starting' | 'serving' | 'draining';
  readonly shed: Readonly<Record<ShedReason, number>>;
  readonly opaque: Readonly<Record<OpaqueReason, number>>;
  readonly turnedAway: Readonly<Record<TurnedAwayReason, number>>;
  /** Connections that failed for lack of a descriptor, port or memory of Parallax, by peer. */
  readonly ownLimits: Readonly<Record<OwnLimitPeer, number>>;
  readonly answers: Readonly<Record<AnswerClass, number>>;
  /** Of connections to primary. */
  readonly connectFaults: Readonly<Record<ConnectFault, number>>;
  /** For how long exchanges may have been held up by the live plane; absent while it has served none. */
  readonly delays?: DelayCounts;
  /** The present ones. */
  readonly outages: readonly Outage[];
  /** By the rule's key; of rules that were used. */
  readonly ruleUses: Readonly<Record<string, RuleUses>>;
  /** The last one of each kind of things. */
  readonly idTypeChanges: readonly IdTypeChange[];
  /** By plane of this process, as `cpuSeconds`. */
  readonly restarts: Readonly<Partial<Record<WorkerPlane, number>>>;
  readonly cpuSeconds: Readonly<Partial<Record<Plane, number>>>;
  readonly gauges: GaugeValues;
  readonly config: ConfigState;
}
