import { type DelayCounts, DelayHistogram } from './delays.ts';
import { type GaugeName, type GaugeValues, joinGauges } from './gauges.ts';
import type { IdTypeChange } from './identities.ts';
import type { ConnectFault, Outage } from './outage.ts';
import type { PlaneReport } from './plane-message.ts';
import { answerClasses, answerClassOf } from './served.ts';
import type { OpaqueReason, OwnLimitPeer, ShedReason } from './shed.ts';
import type { TurnedAwayReason } from './turned-away.ts';

/** What a plane counts between two reports to its supervisor. */
export class Tally {
  #shed: Partial<Record<ShedReason, number>> = {};
  #opaque: Partial<Record<OpaqueReason, number>> = {};
  #turnedAway: Partial<Record<TurnedAwayReason, number>> = {};
  #ownLimits: Partial<Record<OwnLimitPeer, number>> = {};
  readonly #answers: number[] = answerClasses.map(() => 0);
  #connectFaults: Partial<Record<ConnectFault, number>> = {};
  /** Null in a plane that serves nobody. */
  #delays: DelayHistogram | null = null;
  #ruleUses: Record<string, number> = {};
  #idTypeChanges: IdTypeChange[] = [];
  readonly #gauges = new Map<GaugeName, () => number>();
  readonly #outages = new Map<Outage['deployment'], () => Outage | null>();
  readonly #parts = new Set<Tally>();

  /** The tally of a part of the plane that may end before the plane does: reported with the plane's own. */
  part(): Tally {
    const part = new Tally();
    this.#parts.add(part);
    return part;
  }

  /** A part has ended: what it counted since the last report is dropped. */
  dropPart(part: Tally): void {
    this.#parts.delete(part);
  }

  shed(reason: ShedReason, count = 1): void {
    this.#shed[reason] = (this.#shed[reason] ?? 0) + count;
  }

  opaque(reason: OpaqueReason): void {
    this.#opaque[reason] = (this.#opaque[reason] ?? 0) + 1;
  }

  turnedAway(reason: TurnedAwayReason): void {
    this.#turnedAway[reason] = (this.#turnedAway[reason] ?? 0) + 1;
  }

  /** There was no descriptor, port or memory left for a connection. */
  ownLimit(peer: OwnLimitPeer): void {
    this.#ownLimits[peer] = (this.#ownLimits[peer] ?? 0) + 1;
  }

  /** @param status of a final answer that goes to a client */
  answered(status: number): void {
    const at = answerClassOf(status);
    this.#answers[at] = (this.#answers[at] ?? 0) + 1;
  }

  /** @param delayMs for how long Parallax may have held up an exchange at most */
  delayed(delayMs: number): void {
    this.#delays ??= new DelayHistogram();
    this.#delays.record(delayMs);
  }

  connectFailed(fault: ConnectFault): void {
    this.#connectFaults[fault] = (this.#connectFaults[fault] ?? 0) + 1;
  }

  /** @param rule its key: where it stands in the config, and what it says */
  ruleUsed(rule: string): void {
    this.#ruleUses[rule] = (this.#ruleUses[rule] ?? 0) + 1;
  }

  idTypeChanged(change: IdTypeChange): void {
    this.#idTypeChanges.push(change);
  }

  /** Registers a present value that is read whenever a report is made. */
  gauge(name: GaugeName, read: () => number): void {
    this.#gauges.set(name, read);
  }

  /** Registers a deployment whose outage is read whenever a report is made. */
  watch(deployment: Outage['deployment'], read: () => Outage | null): void {
    this.#outages.set(deployment, read);
  }

  /** Hands over the counts since the last call and starts again from nothing. */
  report(): PlaneReport {
    const { user, system } = process.threadCpuUsage();
    for (const part of this.#parts) this.#takeCounts(part);
    const report: PlaneReport = {
      shed: this.#shed,
      opaque: this.#opaque,
      turnedAway: this.#turnedAway,
      ownLimits: this.#ownLimits,
      answers: this.#answersSince(),
      connectFaults: this.#connectFaults,
      ...this.#delaysSince(),
      outages: this.#outagesNow(),
      ruleUses: this.#ruleUses,
      idTypeChanges: this.#idTypeChanges,
      gauges: this.#gaugesNow(),
      cpuSeconds: (user + system) / 1e6,
    };
    this.#shed = {};
    this.#opaque = {};
    this.#turnedAway = {};
    this.#ownLimits = {};
    this.#connectFaults = {};
    this.#ruleUses = {};
    this.#idTypeChanges = [];
    return report;
  }

  #takeCounts(part: Tally): void {
    addUp(this.#shed, part.#shed);
    addUp(this.#ownLimits, part.#ownLimits);
    this.#idTypeChanges.push(...part.#idTypeChanges);
    part.#shed = {};
    part.#ownLimits = {};
    part.#idTypeChanges = [];
  }

  /** If several parts report an outage of one deployment, the first one counts. */
  #outagesNow(): PlaneReport['outages'] {
    const outages = new Map<Outage['deployment'], Outage>();
    for (const one of [this, ...this.#parts]) {
      for (const [deployment, read] of one.#outages) {
        const outage = read();
        if (outage !== null && !outages.has(deployment)) outages.set(deployment, outage);
      }
    }
    return [...outages.values()];
  }

  #gaugesNow(): GaugeValues {
    const values: Partial<Record<GaugeName, number>> = {};
    for (const one of [this, ...this.#parts]) {
      for (const [name, read] of one.#gauges) values[name] = joinGauges(name, values[name], read());
    }
    return values;
  }

  #delaysSince(): { readonly delays?: DelayCounts } {
    return this.#delays === null ? {} : { delays: this.#delays.take() };
  }

  #answersSince(): PlaneReport['answers'] {
    const counts = Object.fromEntries(answerClasses.map((name, at) => [name, this.#answers[at]]));
    this.#answers.fill(0);
    return counts;
  }
}

function addUp<K extends string>(
  sums: Partial<Record<K, number>>,
  counts: Partial<Record<K, number>>,
): void {
  for (const key of Object.keys(counts) as K[]) sums[key] = (sums[key] ?? 0) + (counts[key] ?? 0);
}
