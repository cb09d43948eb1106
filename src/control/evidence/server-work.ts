import { type RouteEvidence, timingKey, type TimingMargin } from '../../vocabulary/evidence.ts';
import { addSeries, emptySeries, type PairedSeries } from '../../vocabulary/paired-series.ts';
import { aloneKey, readingKey, type ReadingUnit } from '../../vocabulary/reading.ts';
import { addSideSums, emptySideSums, type SideSums } from '../../vocabulary/side-sums.ts';
import type { TimingMargins } from './record-timings.ts';

/** What the answers of some routes state under one name of Server-Timing. */
export interface ServerWork {
  readonly name: string;
  readonly unit: ReadingUnit;
  /** Of the exchanges in which both sides state it. */
  readonly sums: SideSums;
  /** In how many of these one side needed more than the other, by the margin. */
  readonly series: PairedSeries;
}

/** By how much more counts, in milliseconds or in what is counted. */
export function marginOf(
  unit: ReadingUnit,
  { slower, counted }: Pick<TimingMargins, 'slower' | 'counted'>,
): TimingMargin {
  return unit === 'ms' ? slower : counted;
}

/** All that these routes state, in the order in which it was first stated; a later name never comes before an earlier one. */
export function serverWorkOf(
  routes: readonly RouteEvidence[],
  margins: Pick<TimingMargins, 'slower' | 'counted'>,
): readonly ServerWork[] {
  const works = new Map<string, ServerWork>();
  for (const { timings, sums } of routes) {
    for (const [key, series] of timings) {
      const named = namedIn(key);
      if (named === null || !isOfMargin(key, named, margins)) continue;
      const { name, unit } = named;
      const id = `${name} ${unit}`;
      const work = works.get(id) ?? { name, unit, sums: emptySideSums(), series: emptySeries() };
      works.set(id, work);
      addSeries(work.series, series);
      const ofRoute = sums.get(readingKey({ kind: 'server', name }));
      if (ofRoute !== undefined) addSideSums(work.sums, ofRoute);
    }
  }
  return [...works.values()].sort(
    (a, b) => firstMs(a.series) - firstMs(b.series) || (a.name < b.name ? -1 : 1),
  );
}

/** Names that one side alone states, and in how many exchanges: of primary, and of the candidate. */
export function statedAlone(
  routes: readonly RouteEvidence[],
): ReadonlyMap<string, { readonly primary: number; readonly candidate: number }> {
  const alone = new Map<string, { readonly primary: number; readonly candidate: number }>();
  for (const { sums } of routes) {
    for (const [key, { primary, candidate }] of sums) {
      const [, name = ''] = key.split(' ');
      if (key !== aloneKey({ kind: 'server', name })) continue;
      const known = alone.get(name) ?? { primary: 0, candidate: 0 };
      alone.set(name, {
        primary: known.primary + primary.n,
        candidate: known.candidate + candidate.n,
      });
    }
  }
  return alone;
}

type Named = Pick<ServerWork, 'name' | 'unit'>;

/** Reads a key that `timingKey` has written of a metric; null where it is of something else. */
function namedIn(key: string): Named | null {
  const [kind, name = '', unit] = key.split(' ');
  return kind === 'server' && (unit === 'ms' || unit === 'count') ? { name, unit } : null;
}

/** Counts of another margin say nothing: it was changed since. */
function isOfMargin(
  key: string,
  { name, unit }: Named,
  margins: Pick<TimingMargins, 'slower' | 'counted'>,
): boolean {
  return key === timingKey(`server ${name} ${unit}`, marginOf(unit, margins), 'least');
}

function firstMs({ blocks }: PairedSeries): number {
  let first = Number.POSITIVE_INFINITY;
  for (const index of blocks.counts.keys()) first = Math.min(first, index);
  return first * blocks.lengthMs;
}
