import { aspects } from '../../../vocabulary/difference.ts';
import {
  emptyFieldEvidence,
  type Evidence,
  type FieldEvidence,
  type RouteEvidence,
} from '../../../vocabulary/evidence.ts';
import {
  addBlocks,
  type Blocks,
  emptySeries,
  type PairedSeries,
} from '../../../vocabulary/paired-series.ts';
import {
  addSideSumCounts,
  type SideSums,
  sideSumCounts,
  sumsAt,
} from '../../../vocabulary/side-sums.ts';
import { blockOf, type CounterRow, type CounterRows, rowOf } from './counter-row.ts';

/** Counts that belong together, under one name. */
export interface CountedItem {
  readonly name: string;
  readonly row: CounterRow;
  /** The same over time, if it is counted over time. */
  readonly blocks: Blocks | null;
}

/** All counts of a route. Names are stored: they never change. */
export function* itemsOfRoute(route: RouteEvidence): Iterable<CountedItem> {
  const { aspects: by, firstSeenMs, lastSeenMs } = route;
  const counts = routeCounts.map((key) => route[key]).concat(aspects.map((aspect) => by[aspect]));
  yield { name: 'route', row: rowOf(counts, firstSeenMs, lastSeenMs), blocks: null };
  yield seriesItem('mismatches', route.mismatches);
  yield seriesItem('errors', route.errors);
  for (const [key, series] of route.timings) yield seriesItem(`timing ${key}`, series);
  yield* sumsOf('sum', route.sums);
  for (const [key, field] of route.fields) {
    const row = rowOf(fieldCounts(field), null, field.lastDifferedMs);
    yield { name: `field ${key}`, row, blocks: field.blocks };
  }
  yield* countsOf('set', route.fieldSets);
  yield* countsOf('shed', route.shed);
  yield* countsOf('leftOut', route.leftOut);
  yield* countsOf('excused', route.excusedByPolicy);
}

/** The counts of an epoch as a whole. */
export function* itemsOfEpoch(
  { coverage, epochs, watched }: Pick<Evidence, 'coverage' | 'epochs' | 'watched'>,
  key: string,
): Iterable<CountedItem> {
  const { eligible, sampled, mirrored, compared, shed } = coverage;
  const counts = [eligible, sampled, mirrored, compared, epochs.get(key) ?? 0];
  yield { name: 'coverage', row: rowOf(counts), blocks: null };
  yield* countsOf('shed', shed);
  yield* sumsOf('watched', watched);
}

/** Adds rows of changes to a route, in place. Rows of a later version's items are left out. */
export function addToRoute(route: RouteEvidence, rows: CounterRows): void {
  for (const [key, row] of rows) {
    const block = blockOf(key);
    if (block !== null) {
      const blocks = blocksOf(route, block.item);
      if (blocks !== null) addBlock(blocks, block, row.counts);
      continue;
    }
    addItem(route, key, row);
  }
}

/** Adds rows of changes to the counts of an epoch as a whole, in place. */
export function addToEpoch(
  { coverage, epochs, watched }: Pick<Evidence, 'coverage' | 'epochs' | 'watched'>,
  epoch: string,
  rows: CounterRows,
): void {
  for (const [key, { counts }] of rows) {
    const [kind, name] = split(key);
    if (kind === 'shed') addCount(coverage.shed, name, counts[0]);
    if (kind === 'watched') addSideSumCounts(sumsAt(watched, name), counts);
    if (kind !== 'coverage') continue;
    coverage.eligible += counts[0] ?? 0;
    coverage.sampled += counts[1] ?? 0;
    coverage.mirrored += counts[2] ?? 0;
    coverage.compared += counts[3] ?? 0;
    if ((counts[4] ?? 0) !== 0) addCount(epochs, epoch, counts[4]);
  }
}

const routeCounts = [
  'compared',
  'failed',
  'differing',
  'primaryFailed',
  'unread',
  'certain',
  'judged',
] as const;

function fieldCounts(field: FieldEvidence): readonly number[] {
  const { differing, vague, candidateOnly, referenceOnly, both, farther } = field;
  const { candidateOnly: candidateFarther, referenceOnly: referenceFarther } = farther;
  return [differing, vague, candidateOnly, referenceOnly, both, candidateFarther, referenceFarther];
}

function seriesItem(name: string, series: PairedSeries): CountedItem {
  const { n, candidateOnly, referenceOnly, blocks } = series;
  return { name, row: rowOf([n, candidateOnly, referenceOnly]), blocks };
}

function* countsOf(kind: string, counts: ReadonlyMap<string, number>): Iterable<CountedItem> {
  for (const [key, count] of counts) {
    yield { name: `${kind} ${key}`, row: rowOf([count]), blocks: null };
  }
}

function* sumsOf(kind: string, sums: ReadonlyMap<string, SideSums>): Iterable<CountedItem> {
  for (const [key, one] of sums) {
    yield { name: `${kind} ${key}`, row: rowOf(sideSumCounts(one)), blocks: null };
  }
}

function addItem(route: RouteEvidence, item: string, { counts, earliest, latest }: CounterRow) {
  const [kind, name] = split(item);
  switch (kind) {
    case 'route':
      routeCounts.forEach((key, index) => (route[key] += counts[index] ?? 0));
      aspects.forEach((aspect, index) => {
        route.aspects[aspect] += counts[routeCounts.length + index] ?? 0;
      });
      if (earliest !== null) route.firstSeenMs = Math.min(route.firstSeenMs ?? earliest, earliest);
      if (latest !== null) route.lastSeenMs = Math.max(route.lastSeenMs ?? latest, latest);
      break;
    case 'mismatches':
    case 'errors':
      addToSeries(route[kind], counts);
      break;
    case 'timing':
      addToSeries(timingOf(route, name), counts);
      break;
    case 'sum':
      addSideSumCounts(sumsAt(route.sums, name), counts);
      break;
    case 'field':
      addToField(fieldOf(route, name), counts, latest);
      break;
    case 'set':
      addCount(route.fieldSets, name, counts[0]);
      break;
    case 'shed':
      addCount(route.shed, name, counts[0]);
      break;
    case 'leftOut':
      addCount(route.leftOut, name, counts[0]);
      break;
    case 'excused':
      addCount(route.excusedByPolicy, name, counts[0]);
      break;
    default:
  }
}

function addToSeries(
  series: PairedSeries,
  [n = 0, candidate = 0, reference = 0]: readonly number[],
) {
  series.n += n;
  series.candidateOnly += candidate;
  series.referenceOnly += reference;
}

function addToField(field: FieldEvidence, counts: readonly number[], latest: number | null): void {
  field.differing += counts[0] ?? 0;
  field.vague += counts[1] ?? 0;
  field.candidateOnly += counts[2] ?? 0;
  field.referenceOnly += counts[3] ?? 0;
  field.both += counts[4] ?? 0;
  field.farther.candidateOnly += counts[5] ?? 0;
  field.farther.referenceOnly += counts[6] ?? 0;
  if (latest !== null) field.lastDifferedMs = Math.max(field.lastDifferedMs ?? latest, latest);
}

function blocksOf(route: RouteEvidence, item: string): Blocks | null {
  const [kind, name] = split(item);
  if (kind === 'mismatches' || kind === 'errors') return route[kind].blocks;
  if (kind === 'timing') return timingOf(route, name).blocks;
  return kind === 'field' ? fieldOf(route, name).blocks : null;
}

function addBlock(
  target: Blocks,
  { lengthMs, index }: { readonly lengthMs: number; readonly index: number },
  [n = 0, candidateOnly = 0, referenceOnly = 0]: readonly number[],
): void {
  addBlocks(target, { lengthMs, counts: new Map([[index, { n, candidateOnly, referenceOnly }]]) });
}

function timingOf({ timings }: RouteEvidence, key: string): PairedSeries {
  const known = timings.get(key) ?? emptySeries();
  timings.set(key, known);
  return known;
}

function fieldOf({ fields }: RouteEvidence, key: string): FieldEvidence {
  const known = fields.get(key) ?? emptyFieldEvidence();
  fields.set(key, known);
  return known;
}

function addCount(counts: Map<string, number>, key: string, more = 0): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

/** The kind of an item, and the rest of its name. */
function split(item: string): readonly [kind: string, name: string] {
  const at = item.indexOf(' ');
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
}
