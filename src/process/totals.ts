import { addDelays, type DelayCounts, noDelays } from '../vocabulary/delays.ts';
import type { GaugeValues } from '../vocabulary/gauges.ts';
import type { IdTypeChange } from '../vocabulary/identities.ts';
import { firstRevision } from '../vocabulary/config-revision.ts';
import {
  type ConfigState,
  type Plane,
  type PlaneReport,
  type ProcessTotals,
  type RuleUses,
  type SourcePlane,
  type WorkerPlane,
} from '../vocabulary/plane-message.ts';
import { connectFaults, type Outage } from '../vocabulary/outage.ts';
import { answerClasses } from '../vocabulary/served.ts';
import { opaqueReasons, ownLimitPeers, shedReasons } from '../vocabulary/shed.ts';
import { turnedAwayReasons } from '../vocabulary/turned-away.ts';

/** Adds up the planes' counts, so that no count is lost when a plane restarts. */
export class Totals {
  live: ProcessTotals['live'] = 'starting';
  config: ConfigState;
  readonly #now: () => number;
  readonly #shed = zeros(shedReasons);
  readonly #opaque = zeros(opaqueReasons);
  readonly #turnedAway = zeros(turnedAwayReasons);
  readonly #ownLimits = zeros(ownLimitPeers);
  readonly #answers = zeros(answerClasses);
  readonly #connectFaults = zeros(connectFaults);
  #delays: DelayCounts | null = null;
  readonly #outages = new Map<Plane, readonly Outage[]>();
  readonly #ruleUses = new Map<string, RuleUses>();
  /** By kind of thing. */
  readonly #idTypeChanges = new Map<string, IdTypeChange>();
  readonly #planes: readonly Plane[];
  readonly #restarts: Partial<Record<WorkerPlane, number>>;
  readonly #gauges = new Map<Plane, GaugeValues>();
  /** CPU time of threads that have ended, and below of those that run. */
  readonly #cpuSecondsBefore: Partial<Record<Plane, number>>;
  readonly #cpuSeconds: Partial<Record<Plane, number>>;

  /**
   * @param planes of this process
   * @param now the wall clock, milliseconds since the epoch
   */
  constructor(
    planes: { readonly source: SourcePlane; readonly workers: readonly WorkerPlane[] },
    now: () => number = Date.now,
  ) {
    this.#planes = [planes.source, ...planes.workers];
    this.#restarts = zeros(planes.workers);
    this.#cpuSecondsBefore = zeros(this.#planes);
    this.#cpuSeconds = zeros(this.#planes);
    this.#now = now;
    this.config = {
      revision: firstRevision,
      sinceMs: now(),
      needRestart: [],
      lastReload: null,
    };
  }

  /** The shed exchanges by reason, without reasons whose count is 0. */
  get shed(): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(this.#shed).filter(([, count]) => count > 0));
  }

  add(plane: Plane, report: PlaneReport): void {
    addUp(this.#shed, report.shed);
    addUp(this.#opaque, report.opaque);
    addUp(this.#turnedAway, report.turnedAway);
    addUp(this.#ownLimits, report.ownLimits);
    addUp(this.#answers, report.answers);
    addUp(this.#connectFaults, report.connectFaults);
    if (report.delays !== undefined) {
      this.#delays = addDelays(this.#delays ?? noDelays, report.delays);
    }
    this.#outages.set(plane, report.outages);
    for (const [rule, uses] of Object.entries(report.ruleUses)) this.#addRuleUses(rule, uses);
    for (const change of report.idTypeChanges) this.#idTypeChanges.set(change.of, change);
    this.#gauges.set(plane, report.gauges);
    this.#cpuSeconds[plane] = report.cpuSeconds;
  }

  restarted(plane: WorkerPlane): void {
    this.#restarts[plane] = (this.#restarts[plane] ?? 0) + 1;
    this.#cpuSecondsBefore[plane] = this.#cpuSecondsOf(plane);
    this.#cpuSeconds[plane] = 0;
    this.#gauges.delete(plane);
    this.#outages.delete(plane);
  }

  /** A present value; 0 while no plane has reported it. */
  gauge(name: keyof GaugeValues): number {
    for (const values of this.#gauges.values()) {
      const value = values[name];
      if (value !== undefined) return value;
    }
    return 0;
  }

  sum(): ProcessTotals {
    const cpuSeconds = Object.fromEntries(
      this.#planes.map((plane) => [plane, this.#cpuSecondsOf(plane)]),
    );
    return {
      live: this.live,
      config: this.config,
      shed: { ...this.#shed },
      opaque: { ...this.#opaque },
      turnedAway: { ...this.#turnedAway },
      ownLimits: { ...this.#ownLimits },
      answers: { ...this.#answers },
      connectFaults: { ...this.#connectFaults },
      ...(this.#delays !== null && { delays: this.#delays }),
      outages: [...this.#outages.values()].flat(),
      ruleUses: Object.fromEntries(this.#ruleUses),
      idTypeChanges: [...this.#idTypeChanges.values()],
      restarts: { ...this.#restarts },
      cpuSeconds,
      gauges: Object.assign({}, ...this.#gauges.values()) as GaugeValues,
    };
  }

  /** The CPU time of all threads that this plane has had. */
  #cpuSecondsOf(plane: Plane): number {
    return (this.#cpuSecondsBefore[plane] ?? 0) + (this.#cpuSeconds[plane] ?? 0);
  }

  #addRuleUses(rule: string, uses: number): void {
    const now = this.#now();
    const before = this.#ruleUses.get(rule) ?? { uses: 0, firstAtMs: now };
    this.#ruleUses.set(rule, { ...before, uses: before.uses + uses, lastAtMs: now });
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

function addUp<K extends string>(
  sums: Record<K, number>,
  counts: Partial<Record<K, number>>,
): void {
  for (const key of Object.keys(sums) as K[]) sums[key] += counts[key] ?? 0;
}
