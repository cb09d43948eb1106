import type { MessagePort } from 'node:worker_threads';
import type { GaugeValues } from './gauges.ts';
import type { IdTypeChange } from './identities.ts';
import type { ConnectFault, Outage } from './outage.ts';
import type { ReplayRequest } from './replay.ts';
import type { AnswerClass } from './served.ts';
import type { OpaqueReason, OwnLimitPeer, ShedReason } from './shed.ts';
import type { TurnedAwayReason } from './turned-away.ts';

/** The planes that run on worker threads, in the direction data flows. */
export const workerPlanes = ['shadow', 'compare', 'control'] as const;

export type WorkerPlane = (typeof workerPlanes)[number];
export type Plane = 'live' | WorkerPlane;

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
  /** The present outages, replacing those of the last report. */
  readonly outages: readonly Outage[];
  /** Comparisons in which a rule was why a difference does not count, by the rule's name. */
  readonly ruleUses: Readonly<Record<string, number>>;
  /** Changes that were found since the last report. */
  readonly idTypeChanges: readonly IdTypeChange[];
  /** Present values, replacing the last ones: queue lengths, bytes, states. */
  readonly gauges: GaugeValues;
  /** CPU time of the plane's thread since it started, in seconds. */
  readonly cpuSeconds: number;
}

/** From the supervisor to a worker. `input` and `output` come anew whenever a neighbour restarts. */
export type ToWorker =
  | { readonly kind: 'input'; readonly port: MessagePort }
  | { readonly kind: 'output'; readonly port: MessagePort }
  | { readonly kind: 'ping' }
  | { readonly kind: 'totals'; readonly totals: ProcessTotals }
  | { readonly kind: 'watch'; readonly progress: SharedArrayBuffer }
  | { readonly kind: 'replay'; readonly request: ReplayRequest }
  | { readonly kind: 'forget-marks' }
  /** Reload the TLS files that have changed. */
  | { readonly kind: 'reread' }
  | { readonly kind: 'stop' };

/** From a worker to its supervisor. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly address?: string }
  | { readonly kind: 'pong'; readonly report: PlaneReport }
  | { readonly kind: 'replay'; readonly request: ReplayRequest }
  | { readonly kind: 'forget-marks' };

/** The comparisons in which a rule was why a difference does not count. */
export interface RuleUses {
  readonly uses: number;
  /** Wall clock when the process heard of the first of them, milliseconds since the epoch. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
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
  /** The present ones. */
  readonly outages: readonly Outage[];
  /** By the rule's name; of rules that were used. */
  readonly ruleUses: Readonly<Record<string, RuleUses>>;
  /** The last one of each kind of things. */
  readonly idTypeChanges: readonly IdTypeChange[];
  readonly restarts: Readonly<Record<WorkerPlane, number>>;
  readonly cpuSeconds: Readonly<Record<Plane, number>>;
  readonly gauges: GaugeValues;
}
