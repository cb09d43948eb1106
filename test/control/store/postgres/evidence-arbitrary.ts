import fc from 'fast-check';
import {
  emptyFieldEvidence,
  emptyRouteEvidence,
  type RouteEvidence,
} from '../../../../src/vocabulary/evidence.ts';
import { addAt, addToBlocks, emptySeries } from '../../../../src/vocabulary/paired-series.ts';
import { addValue, sumsAt } from '../../../../src/vocabulary/side-sums.ts';

/** Something that was counted of a route: changes the route in place. */
export type Counting = (route: RouteEvidence) => void;

const atMs = fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_000 + 40 * 86_400_000 });
const paired = fc.constantFrom(
  { n: 1, candidateOnly: 0, referenceOnly: 0 },
  { n: 1, candidateOnly: 1, referenceOnly: 0 },
  { n: 1, candidateOnly: 0, referenceOnly: 1 },
);
const name = fc.constantFrom(
  'body changed $.a',
  'body changed $.b\\',
  '__proto__',
  'x\u0000\ud800',
  '(other)',
);

const compared: fc.Arbitrary<Counting> = fc.tuple(atMs, paired).map(([at, one]) => (route) => {
  route.compared += 1;
  route.firstSeenMs = Math.min(route.firstSeenMs ?? at, at);
  route.lastSeenMs = Math.max(route.lastSeenMs ?? at, at);
  addAt(route.mismatches, at, one);
  addAt(route.errors, at, one, 4);
});

const differed: fc.Arbitrary<Counting> = fc
  .tuple(name, atMs, paired)
  .map(([key, at, one]) => (route) => {
    const field = route.fields.get(key) ?? emptyFieldEvidence();
    route.fields.set(key, field);
    field.differing += 1;
    field.candidateOnly += one.candidateOnly;
    field.referenceOnly += one.referenceOnly;
    field.farther.referenceOnly += one.n;
    field.lastDifferedMs = Math.max(field.lastDifferedMs ?? at, at);
    addToBlocks(field.blocks, at, one, 3);
    route.aspects.body += 1;
    const set = `${key}\n(noise)`;
    route.fieldSets.set(set, (route.fieldSets.get(set) ?? 0) + 1);
  });

const timed: fc.Arbitrary<Counting> = fc.tuple(atMs, paired).map(([at, one]) => (route) => {
  const series = route.timings.get('total 1.1 20') ?? emptySeries();
  route.timings.set('total 1.1 20', series);
  addAt(series, at, one, 3);
});

const lost: fc.Arbitrary<Counting> = name.map((reason) => (route) => {
  for (const counts of [route.shed, route.leftOut, route.excusedByPolicy]) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
});

const summed: fc.Arbitrary<Counting> = fc
  .tuple(name, fc.double({ min: -1e6, max: 1e6, noNaN: true }))
  .map(([key, value]) => (route) => {
    addValue(sumsAt(route.sums, key).primary, value);
    addValue(sumsAt(route.sums, key).candidate, -value / 3);
  });

/** Counts never fall; sums of values may. */
export const countingUp: fc.Arbitrary<Counting> = fc.oneof(compared, differed, timed, lost);
export const counting: fc.Arbitrary<Counting> = fc.oneof(countingUp, summed);

export function emptyRoute(): RouteEvidence {
  return emptyRouteEvidence('area', 'GET /api/keys/{id}', 'rules');
}
