import type { GaugeValues } from '../vocabulary/gauges.ts';
import type { IdTypeChange } from '../vocabulary/identities.ts';
import {
  type Plane,
  type PlaneReport,
  type ProcessTotals,
  type RuleUses,
  type WorkerPlane,
  workerPlanes,
} from '../vocabulary/plane-message.ts';
import { opaqueReasons, ownLimitPeers, shedReasons } from '../vocabulary/shed.ts';
import { turnedAwayReasons } from '../vocabulary/turned-away.ts';

const planes: readonly Plane[] = ['live', ...workerPlanes];

/** Adds up what the planes report, so that a plane that is restarted takes no count with it. */
export class Totals {
  live: ProcessTotals['live'] = 'starting';
  readonly #now: () => number;
  readonly #shed = zeros(shedReasons);
  readonly #opaque = zeros(opaqueReasons);
  readonly #turnedAway = zeros(turnedAwayReasons);
  readonly #ownLimits = zeros(ownLimitPeers);
  readonly #ruleUses = new Map<string, RuleUses>();
  /** By the kind of things. */
  readonly #idTypeChanges = new Map<string, IdTypeChange>();
  readonly #restarts = zeros(workerPlanes);
  readonly #gauges = new Map<Plane, GaugeValues>();
  /** CPU time of threads that are gone, and of those that run. */
  readonly #cpuSecondsBefore = zeros(planes);
  readonly #cpuSeconds = zeros(planes);

  /** @param now the wall clock, milliseconds since the epoch */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(plane: Plane, report: PlaneReport): void {
    for (const reason of shedReasons) this.#shed[reason] += report.shed[reason] ?? 0;
    for (const reason of opaqueReasons) this.#opaque[reason] += report.opaque[reason] ?? 0;
    for (const reason of turnedAwayReasons) {
      this.#turnedAway[reason] += report.turnedAway[reason] ?? 0;
    }
    for (const peer of ownLimitPeers) this.#ownLimits[peer] += report.ownLimits[peer] ?? 0;
    for (const [rule, uses] of Object.entries(report.ruleUses)) this.#addRuleUses(rule, uses);
    for (const change of report.idTypeChanges) this.#idTypeChanges.set(change.of, change);
    this.#gauges.set(plane, report.gauges);
    this.#cpuSeconds[plane] = report.cpuSeconds;
  }

  restarted(plane: WorkerPlane): void {
    this.#restarts[plane] += 1;
    this.#cpuSecondsBefore[plane] += this.#cpuSeconds[plane];
    this.#cpuSeconds[plane] = 0;
    this.#gauges.delete(plane);
  }

  sum(): ProcessTotals {
    const cpuSeconds = { ...this.#cpuSecondsBefore };
    for (const plane of planes) cpuSeconds[plane] += this.#cpuSeconds[plane];
    return {
      live: this.live,
      shed: { ...this.#shed },
      opaque: { ...this.#opaque },
      turnedAway: { ...this.#turnedAway },
      ownLimits: { ...this.#ownLimits },
      ruleUses: Object.fromEntries(this.#ruleUses),
      idTypeChanges: [...this.#idTypeChanges.values()],
      restarts: { ...this.#restarts },
      cpuSeconds,
      gauges: Object.assign({}, ...this.#gauges.values()) as GaugeValues,
    };
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
