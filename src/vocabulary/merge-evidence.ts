import { aspects } from './difference.ts';
import {
  type Coverage,
  type Discordance,
  emptyEvidence,
  emptyFieldEvidence,
  emptyRouteEvidence,
  type Evidence,
  type FieldEvidence,
  type Proof,
  type RouteEvidence,
} from './evidence.ts';
import { addBlocks, addSeries, emptySeries, type PairedSeries } from './paired-series.ts';
import { addSideSums, type SideSums, sumsAt } from './side-sums.ts';

/**
 * Both evidences as one; neither is changed. Associative and commutative, with
 * {@link emptyEvidence} as the neutral element. Bounds hold where evidence is recorded, not here: a
 * bound that is kept while merging would make the result depend on the order. What comes of m
 * recorders is at most m times as large.
 */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  const merged = emptyEvidence();
  for (const evidence of [a, b]) {
    addCounts(merged.epochs, evidence.epochs);
    addCoverage(merged.coverage, evidence.coverage);
    for (const [key, proof] of evidence.proofs) addProof(merged.proofs, key, proof);
    addSums(merged.watched, evidence.watched);
    for (const [key, route] of evidence.routes) {
      const target =
        merged.routes.get(key) ?? emptyRouteEvidence(route.area, route.route, route.under);
      merged.routes.set(key, target);
      addRoute(target, route);
    }
  }
  return merged;
}

/** Adds the counts of one coverage to another, in place. */
export function addCoverage(target: Coverage, more: Coverage): void {
  target.eligible += more.eligible;
  target.sampled += more.sampled;
  target.mirrored += more.mirrored;
  target.compared += more.compared;
  addCounts(target.shed, more.shed);
}

/** Adds the counts of one route to another, in place. */
export function addRoute(target: RouteEvidence, more: RouteEvidence): void {
  target.firstSeenMs = nonNull(Math.min, target.firstSeenMs, more.firstSeenMs);
  target.lastSeenMs = nonNull(Math.max, target.lastSeenMs, more.lastSeenMs);
  target.compared += more.compared;
  target.failed += more.failed;
  target.differing += more.differing;
  for (const aspect of aspects) target.aspects[aspect] += more.aspects[aspect];
  target.primaryFailed += more.primaryFailed;
  target.unread += more.unread;
  addSeries(target.mismatches, more.mismatches);
  target.certain += more.certain;
  addSeries(target.errors, more.errors);
  target.judged += more.judged;
  for (const [key, field] of more.fields) addField(target.fields, key, field);
  addCounts(target.fieldSets, more.fieldSets);
  for (const [key, timing] of more.timings) addTiming(target.timings, key, timing);
  addSums(target.sums, more.sums);
  addCounts(target.shed, more.shed);
  addCounts(target.leftOut, more.leftOut);
  addCounts(target.excusedByPolicy, more.excusedByPolicy);
}

function addField(target: Map<string, FieldEvidence>, key: string, more: FieldEvidence): void {
  const field = target.get(key) ?? emptyFieldEvidence();
  target.set(key, field);
  field.differing += more.differing;
  field.vague += more.vague;
  field.lastDifferedMs = nonNull(Math.max, field.lastDifferedMs, more.lastDifferedMs);
  addDiscordance(field, more);
  field.farther.candidateOnly += more.farther.candidateOnly;
  field.farther.referenceOnly += more.farther.referenceOnly;
  addBlocks(field.blocks, more.blocks);
}

function addDiscordance(target: Discordance, more: Discordance): void {
  target.candidateOnly += more.candidateOnly;
  target.referenceOnly += more.referenceOnly;
  target.both += more.both;
}

function addTiming(target: Map<string, PairedSeries>, key: string, more: PairedSeries): void {
  const timing = target.get(key) ?? emptySeries();
  target.set(key, timing);
  addSeries(timing, more);
}

function addSums(target: Map<string, SideSums>, more: ReadonlyMap<string, SideSums>): void {
  for (const [key, sums] of more) addSideSums(sumsAt(target, key), sums);
}

/** What was proven first stands. */
function addProof(target: Map<string, Proof>, key: string, proof: Proof): void {
  const known = target.get(key);
  if (known === undefined || isBefore(proof, known)) target.set(key, proof);
}

function isBefore(a: Proof, b: Proof): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.reason < b.reason);
}

function addCounts(target: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [key, count] of more) target.set(key, (target.get(key) ?? 0) + count);
}

function nonNull(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null) return b;
  return b === null ? a : choose(a, b);
}
