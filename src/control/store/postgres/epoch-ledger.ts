import {
  emptyEvidence,
  emptyRouteEvidence,
  type Evidence,
  keptKey,
  type Proof,
  type RouteEvidence,
} from '../../../vocabulary/evidence.ts';
import type { EpochInMemory, OthersEvidence } from '../store.ts';
import { addToEpoch, addToRoute, itemsOfEpoch, itemsOfRoute } from './counted-items.ts';
import type { CounterRows } from './counter-row.ts';
import type { CountedRoute, RouteGrowth, RouteTotals } from './evidence-rows.ts';
import type { ProofChange, StoredProof } from './proof-rows.ts';
import { SeenCounts } from './seen-counts.ts';

/** The parts of an epoch to write. */
export interface EpochGrowth {
  readonly routes: readonly RouteGrowth[];
  readonly dropped: readonly CountedRoute[];
  readonly proofs: readonly ProofChange[];
}

/** The name for the epoch as a whole among routes. */
const wholeEpoch: CountedRoute = { area: '', route: '', under: '' };

/**
 * Knows which counts of an epoch in memory the database has, so that only new counts are written to it, and only unknown
 * ones are added to memory.
 */
export class EpochLedger {
  readonly key: string;
  /** The oldest transaction that may not have been seen. */
  since = '0';
  readonly #seen = new Map<string, { readonly of: CountedRoute; readonly counts: SeenCounts }>();
  readonly #proofs = new Map<string, Proof | null>();
  /** Routes that may have unsaved counts. */
  #touched = new Set<string>();
  #dropped: readonly CountedRoute[] = [];
  #taken: EpochGrowth | null = null;
  #isNew = true;

  constructor(key: string) {
    this.key = key;
  }

  /** Takes the unsaved counts. {@link committed} or {@link refused} must follow. */
  take({ evidence, touched, dropped }: EpochInMemory): EpochGrowth {
    for (const route of touched) this.#touched.add(keptKey(route));
    if (this.#isNew) for (const key of evidence.routes.keys()) this.#touched.add(key);
    this.#isNew = false;
    for (const { area, route, under } of dropped) {
      this.#seen.delete(keptKey({ area, route, under }));
      this.#dropped = [...this.#dropped, { area, route, under }];
    }
    const routes = [...this.#touched].flatMap((key) => {
      const route = evidence.routes.get(key);
      return route === undefined ? [] : this.#growthOf(route);
    });
    const whole = this.#countsOf(wholeEpoch).unsaved(itemsOfEpoch(evidence, this.key));
    if (whole.size > 0) routes.push({ ...wholeEpoch, epoch: this.key, rows: whole });
    this.#taken = { routes, dropped: this.#dropped, proofs: this.#proofChanges(evidence) };
    return this.#taken;
  }

  committed(): void {
    const { routes, proofs } = this.#taken ?? { routes: [], proofs: [] };
    for (const one of routes) this.#countsOf(one).add(one.rows);
    for (const { key, proof } of proofs) this.#proofs.set(key, proof);
    this.#touched.clear();
    this.#dropped = [];
    this.#taken = null;
  }

  refused(): void {
    this.#taken = null;
  }

  /** Notes rows that were read from the database. */
  note(totals: readonly RouteTotals[], proofs: readonly StoredProof[]): OthersEvidence {
    const routes = totals.map((one) => ({ ...one, rows: this.#countsOf(one).note(one.rows) }));
    const changed = proofs.filter((one) => this.#isNews(one));
    for (const { key, proof } of changed) this.#proofs.set(key, proof);
    const whole = routes.find(({ route }) => route === '')?.rows;
    return {
      epoch: this.key,
      hasCompared: (whole?.get('coverage')?.counts[4] ?? 0) > 0,
      addTo: (evidence) => {
        const added = routes.map((one) => addRows(evidence, this.key, one, one.rows));
        const proven = changed.map((one) => addProof(evidence.proofs, one));
        return added.includes(true) || proven.includes(true);
      },
    };
  }

  /** All rows that are known to be in the database, or are being written. */
  evidence(): Evidence {
    const evidence = emptyEvidence();
    for (const { of, counts } of this.#seen.values()) {
      addRows(evidence, this.key, of, counts.rows());
    }
    for (const one of this.#taken?.routes ?? []) addRows(evidence, this.key, one, one.rows);
    for (const [key, proof] of this.#proofs) if (proof !== null) evidence.proofs.set(key, proof);
    return evidence;
  }

  /** Counts in memory that are neither in the database nor being written. */
  unsavedOf(evidence: Evidence): Evidence {
    const unsaved = emptyEvidence();
    for (const route of evidence.routes.values()) {
      const [growth] = this.#growthOf(route);
      if (growth !== undefined) addRows(unsaved, this.key, growth, growth.rows);
    }
    const whole = this.#countsOf(wholeEpoch).unsaved(itemsOfEpoch(evidence, this.key));
    addRows(unsaved, this.key, wholeEpoch, whole);
    for (const { key, proof } of this.#proofChanges(evidence)) {
      if (proof !== null) unsaved.proofs.set(key, proof);
    }
    return unsaved;
  }

  #growthOf(route: RouteEvidence): RouteGrowth[] {
    const { area, route: name, under } = route;
    const of = { area, route: name, under };
    const rows = this.#countsOf(of).unsaved(itemsOfRoute(route));
    return rows.size === 0 ? [] : [{ ...of, epoch: this.key, rows }];
  }

  #countsOf({ area, route, under }: CountedRoute): SeenCounts {
    const key = keptKey({ area, route, under });
    const known = this.#seen.get(key);
    if (known !== undefined) return known.counts;
    const counts = new SeenCounts();
    this.#seen.set(key, { of: { area, route, under }, counts });
    return counts;
  }

  #proofChanges({ proofs }: Evidence): readonly ProofChange[] {
    const epoch = this.key;
    const changes: ProofChange[] = [];
    for (const [key, proof] of proofs) {
      const known = this.#proofs.get(key);
      if (known === undefined || known === null || proof.atMs < known.atMs) {
        changes.push({ epoch, key, proof });
      }
    }
    for (const [key, known] of this.#proofs) {
      if (known !== null && !proofs.has(key)) changes.push({ epoch, key, proof: null });
    }
    return changes;
  }

  #isNews({ key, proof }: StoredProof): boolean {
    const known = this.#proofs.get(key);
    if (known === undefined || known === null || proof === null) return known !== proof;
    return proof.atMs !== known.atMs;
  }
}

/** @returns whether the route is new there */
function addRows(
  evidence: Evidence,
  epoch: string,
  { area, route, under }: CountedRoute,
  rows: CounterRows,
): boolean {
  if (rows.size === 0) return false;
  if (route === '') {
    addToEpoch(evidence, epoch, rows);
    return false;
  }
  const key = keptKey({ area, route, under });
  const known = evidence.routes.get(key);
  const target = known ?? emptyRouteEvidence(area, route, under);
  addToRoute(target, rows);
  evidence.routes.set(key, target);
  return known === undefined;
}

/** The first proof stays. @returns whether anything changed */
function addProof(proofs: Map<string, Proof>, { key, proof }: StoredProof): boolean {
  const known = proofs.get(key);
  if (proof === null) return proofs.delete(key);
  if (known !== undefined && known.atMs <= proof.atMs) return false;
  proofs.set(key, proof);
  return true;
}
