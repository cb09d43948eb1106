import { emptyEvidence, type Evidence, type RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ComparedUnder } from '../../config/compared-under.ts';
import { mergeEvidence } from '../../vocabulary/merge-evidence.ts';
import type { EpochInMemory, OthersEvidence, Store } from '../store/store.ts';
import { adoptUnknown, boundApart } from './bound-whole.ts';
import type { Epoch } from '../epoch.ts';
import { latestView, viewUnder, type WholeEvidence } from './evidence-view.ts';

/** The evidence of an epoch, and the part of it that is judged. */
export interface Shown {
  readonly evidence: WholeEvidence;
  readonly view: Evidence;
}

interface Kept extends EpochInMemory, Shown {
  epoch: Epoch;
  evidence: WholeEvidence;
  view: Evidence;
  /** The rules of the view; null if each route has the rules under which it was compared last. */
  viewUnder: ComparedUnder | null;
  readonly touched: Set<RouteEvidence>;
  readonly dropped: Set<RouteEvidence>;
  usedAtMs: number;
  /** It contains the store's evidence of this epoch, if there is any. */
  isWhole: boolean;
}

/** Saved evidence of a past epoch leaves memory after this time without additions. */
const idleMsMax = 600_000;

/**
 * While nothing can be saved, evidence of past epochs stays in memory, up to the number of fields, sets of fields
 * and routes that need some ten megabytes.
 */
const countsUnsavedMax = 100_000;

/** The evidence in memory, by epoch, and its unsaved part. */
export class EvidenceCache {
  readonly #store: Store;
  readonly #kept = new Map<string, Kept>();
  readonly #under: () => ComparedUnder;
  /** The evidence that was read last and is not in memory otherwise. */
  #looked: ({ readonly epoch: Epoch } & Shown) | null = null;

  /** @param under the rules of the present */
  constructor(store: Store, under: () => ComparedUnder) {
    this.#store = store;
    this.#under = under;
  }

  all(): readonly EpochInMemory[] {
    return [...this.#kept.values()];
  }

  /** The evidence of an epoch, to be added to. */
  open(epoch: Epoch, nowMs: number): Kept {
    const known = this.#kept.get(epoch.key);
    if (known !== undefined) {
      known.usedAtMs = nowMs;
      return known;
    }
    const evidence = this.#store.evidenceOf(epoch.key) ?? emptyEvidence();
    const changed = { touched: new Set<RouteEvidence>(), dropped: new Set<RouteEvidence>() };
    adoptUnknown(evidence, this.#under(), changed);
    const opened: Kept = {
      ...changed,
      epoch,
      evidence,
      view: latestView(evidence),
      viewUnder: null,
      usedAtMs: nowMs,
      isWhole: this.#store.isUp,
    };
    this.#kept.set(epoch.key, opened);
    return opened;
  }

  /** The evidence of the epoch that is judged by the rules of the present, to be added to. */
  openCurrent(epoch: Epoch, nowMs: number): Kept {
    const kept = this.open(epoch, nowMs);
    const under = this.#under();
    if (kept.viewUnder === under) return kept;
    kept.view = viewUnder(kept.evidence, under);
    kept.viewUnder = under;
    boundApart(kept.evidence, kept.view, kept);
    // A store that keeps nothing has nothing to drop.
    if (this.#store.health === null) kept.dropped.clear();
    return kept;
  }

  /** An epoch is no longer current, so the present rules are not its own. */
  leave(epoch: Epoch): Shown | null {
    const kept = this.#kept.get(epoch.key);
    if (kept === undefined) return null;
    return Object.assign(kept, anew(kept.evidence));
  }

  /** The evidence of an epoch that is not added to. */
  look(epoch: Epoch): Shown | null {
    const known = this.#kept.get(epoch.key);
    if (known !== undefined) return known;
    const { shared } = this.#store;
    if (shared === null && this.#looked?.epoch === epoch) return this.#looked;
    const evidence = shared?.lookAt(epoch.key) ?? this.#store.evidenceOf(epoch.key);
    this.#looked = evidence && { epoch, evidence, view: latestView(evidence) };
    return this.#looked;
  }

  /** Whether nothing was compared in an epoch. */
  isEmpty(epoch: Epoch, nowMs: number): boolean {
    return this.open(epoch, nowMs).evidence.epochs.size === 0;
  }

  /** Epochs that go on under another name, or as part of one that was found in the store. */
  rename(becomes: ReadonlyMap<string, Epoch>): void {
    const before = [...this.#kept.values()];
    this.#kept.clear();
    for (const kept of before) {
      const epoch = becomes.get(kept.epoch.key);
      if (epoch === undefined) continue;
      const evidence = inEpoch(kept.evidence, epoch.key);
      const other = this.#kept.get(epoch.key);
      const whole = other === undefined ? evidence : mergeEvidence(other.evidence, evidence);
      this.#kept.set(epoch.key, { ...kept, ...anew(whole), epoch, isWhole: false });
    }
  }

  /**
   * An epoch without comparisons continues under the version that became known, so the gate still names its lost
   * and left-out exchanges. The watched values may be of another version.
   */
  goOnAs(before: Epoch, epoch: Epoch): void {
    const kept = this.#kept.get(before.key);
    if (kept === undefined || kept.evidence.epochs.size > 0) return;
    this.#kept.delete(before.key);
    kept.evidence.watched.clear();
    this.#kept.set(epoch.key, { ...kept, epoch, isWhole: false });
  }

  /** Adds the store's evidence to that which began while the store could not be read. */
  join(): void {
    if (!this.#store.isUp) return;
    for (const kept of this.#kept.values()) {
      if (kept.isWhole) continue;
      const stored = this.#store.evidenceOf(kept.epoch.key);
      if (!this.#store.isUp) return;
      if (stored !== null) {
        const adopted = new Set<RouteEvidence>();
        adoptUnknown(stored, this.#under(), { touched: adopted, dropped: kept.dropped });
        // They are merged into others, under another key than the store has them.
        for (const route of adopted) kept.dropped.add(route);
        Object.assign(kept, anew(mergeEvidence(stored, kept.evidence)));
      }
      kept.touched.clear();
      for (const route of kept.evidence.routes.values()) kept.touched.add(route);
      kept.isWhole = true;
    }
  }

  /** Adds what other processes have counted to the evidence of an epoch, if that is in memory. */
  add(others: OthersEvidence): void {
    const kept = this.#kept.get(others.epoch);
    if (kept === undefined || !others.addTo(kept.evidence)) return;
    Object.assign(kept, anew(kept.evidence));
  }

  /** Whether there are comparisons in an epoch, and none of them is in the store. */
  isUnsaved({ key }: Epoch): boolean {
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.evidence.epochs.size === 0) return false;
    return comparedIn(this.#unsavedOf(key, kept)) === comparedIn(kept.evidence);
  }

  /** An epoch of other processes continues as one of this process: adds all of it to that one. */
  moveTo(key: string, epoch: Epoch, nowMs: number): void {
    const moved = this.#kept.get(key);
    if (moved === undefined) return;
    this.#kept.delete(key);
    this.#addAll(inEpoch(moved.evidence, epoch.key), epoch, nowMs);
  }

  /** An epoch of this process continues as one of another process: adds what only this process has to that one. */
  moveUnsavedTo(key: string, epoch: Epoch, nowMs: number): void {
    const moved = this.#kept.get(key);
    if (moved === undefined) return;
    if (key === epoch.key) {
      moved.epoch = epoch;
      return;
    }
    this.#kept.delete(key);
    this.#addAll(inEpoch(this.#unsavedOf(key, moved), epoch.key), epoch, nowMs);
  }

  #unsavedOf(key: string, { evidence }: Shown): Evidence {
    return this.#store.shared?.unsavedOf(key, evidence) ?? evidence;
  }

  #addAll(evidence: Evidence, epoch: Epoch, nowMs: number): void {
    const target = this.open(epoch, nowMs);
    Object.assign(target, anew(mergeEvidence(target.evidence, evidence)));
    for (const route of target.evidence.routes.values()) target.touched.add(route);
  }

  /** A save has taken everything in memory. */
  taken(): void {
    for (const kept of this.#kept.values()) {
      kept.touched.clear();
      kept.dropped.clear();
    }
  }

  /** The save is complete: drops past epochs from memory. */
  saved(current: Epoch, nowMs: number): void {
    for (const [key, kept] of this.#kept) {
      const isOver = kept.epoch !== current && nowMs - kept.usedAtMs > idleMsMax;
      if (isOver) this.#kept.delete(key);
    }
  }

  /** Drops epochs that are no longer kept, and the oldest ones if they are too large. */
  keep(epochs: readonly Epoch[], current: Epoch): void {
    const kept = epochs.flatMap((epoch) => {
      const known = this.#kept.get(epoch.key);
      return known?.epoch === epoch ? [known] : [];
    });
    this.#kept.clear();
    let counts = 0;
    for (const one of kept) {
      if (one.epoch !== current && !this.#store.isUp) counts += countsIn(one.evidence);
      if (counts <= countsUnsavedMax) this.#kept.set(one.epoch.key, one);
    }
  }
}

/** Evidence without a view so far. */
function anew(evidence: WholeEvidence): Pick<Kept, 'evidence' | 'view' | 'viewUnder'> {
  return { evidence, view: latestView(evidence), viewUnder: null };
}

/** The same evidence as that of another epoch. */
function inEpoch(evidence: Evidence, key: string): Evidence {
  const compared = comparedIn(evidence);
  return { ...evidence, epochs: compared === 0 ? new Map() : new Map([[key, compared]]) };
}

function comparedIn({ epochs }: Evidence): number {
  let compared = 0;
  for (const count of epochs.values()) compared += count;
  return compared;
}

function countsIn({ routes }: Evidence): number {
  let counts = routes.size;
  for (const { fields, fieldSets } of routes.values()) counts += fields.size + fieldSets.size;
  return counts;
}
