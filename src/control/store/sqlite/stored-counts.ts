import { z } from 'zod';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import {
  type Coverage,
  type Evidence,
  keyOfMost,
  type RouteEvidence,
  timingKey,
} from '../../../vocabulary/evidence.ts';
import {
  emptySeries,
  type PairedCounts,
  type PairedSeries,
} from '../../../vocabulary/paired-series.ts';
import type { SideSums } from '../../../vocabulary/side-sums.ts';
import type { RulesSpan } from '../../epoch.ts';

/** Keys come from traffic, and `__proto__` is one of them: maps are written as lists of entries. */
function mapOf<T>(value: z.ZodType<T>): z.ZodType<Map<string, T>> {
  return z.array(z.tuple([z.string(), value])).transform((entries) => new Map(entries));
}

const count = z.int().min(0);
const discordance = z.strictObject({ candidateOnly: count, referenceOnly: count, both: count });

const coverageCounts = z.strictObject({
  eligible: count,
  sampled: count,
  mirrored: count,
  compared: count,
  shed: mapOf(count),
});

const paired = z.strictObject({ n: count, candidateOnly: count, referenceOnly: count });

const sum = z.strictObject({ n: count, whole: z.int(), nano: z.int() });
const sideSums = z.strictObject({ primary: sum, candidate: sum });

/** The counts in a file without counts over time. */
const before = {
  errors: discordance,
  latency: mapOf(z.strictObject({ measured: count, slower: count })),
};

/** The data of a route without a table of its own. */
const routeCounts = z.strictObject({
  firstSeenMs: z.number().nullable(),
  lastSeenMs: z.number().nullable(),
  compared: count,
  failed: count,
  differing: count,
  aspects: z.strictObject({ status: count, header: count, body: count }),
  primaryFailed: count,
  unread: count.default(0),
  certain: count.optional(),
  mismatches: paired.optional(),
  errors: z.union([paired, before.errors]),
  judged: count,
  // Counted by earlier versions, and no longer used.
  judgedDiffering: discordance.optional(),
  timings: mapOf(paired).optional(),
  sums: mapOf(sideSums).default(() => new Map<string, SideSums>()),
  latency: before.latency.optional(),
  shed: mapOf(count),
  // Files of earlier versions do not have it.
  leftOut: mapOf(count).default(() => new Map<string, number>()),
  excusedByPolicy: mapOf(count).default(() => new Map<string, number>()),
});

const proofs = mapOf(
  z.strictObject({
    atMs: z.number(),
    reason: z.string(),
    // Files from before rules could change at run time do not have it.
    on: z.array(z.string()).exactOptional(),
  }),
);

const spans = z.array(z.strictObject({ startedAtMs: z.number(), untilMs: z.number() }));

const shedCounts = z.record(z.string(), count);

export function coverageText(coverage: Coverage): string {
  return JSON.stringify({ ...coverage, shed: [...coverage.shed] });
}

export function proofsText(evidence: Evidence): string {
  return JSON.stringify([...evidence.proofs]);
}

export function routeCountsText(route: RouteEvidence): string {
  const { area: _area, route: _route, under: _under, fields: _fields, ...others } = route;
  const { fieldSets: _fieldSets, ...counts } = others;
  return JSON.stringify({
    ...counts,
    mismatches: withoutBlocks(counts.mismatches),
    errors: withoutBlocks(counts.errors),
    timings: [...counts.timings].map(([key, series]) => [key, withoutBlocks(series)]),
    sums: [...counts.sums],
    shed: [...counts.shed],
    leftOut: [...counts.leftOut],
    excusedByPolicy: [...counts.excusedByPolicy],
  });
}

function withoutBlocks({ n, candidateOnly, referenceOnly }: PairedSeries): PairedCounts {
  return { n, candidateOnly, referenceOnly };
}

/** @throws ParallaxError `store_corrupt` */
export function readProofs(text: string): Evidence['proofs'] {
  return read(proofs, text);
}

/** @throws ParallaxError `store_corrupt` */
export function readSpans(text: string): readonly RulesSpan[] {
  return read(spans, text);
}

/** @throws ParallaxError `store_corrupt` */
export function readSideSums(text: string): SideSums {
  return read(sideSums, text);
}

/** @throws ParallaxError `store_corrupt` */
export function readCoverage(text: string): Coverage {
  return read(coverageCounts, text);
}

/**
 * A route's counts, with series that have no blocks yet. In a file without counts over time, every difference
 * counts as a mismatch.
 *
 * @throws ParallaxError `store_corrupt`
 */
export function readRouteCounts(
  text: string,
): Omit<RouteEvidence, 'area' | 'route' | 'under' | 'fields' | 'fieldSets'> {
  const {
    mismatches,
    certain,
    errors,
    timings,
    latency,
    judgedDiffering: _,
    ...counts
  } = read(routeCounts, text);
  const { compared, failed, differing, primaryFailed } = counts;
  const { candidateOnly, referenceOnly } = errors;
  const all = { n: compared, candidateOnly: failed + differing, referenceOnly: 0 };
  const tried = 'n' in errors ? errors.n : compared + primaryFailed;
  return {
    ...counts,
    mismatches: seriesOf(mismatches ?? all),
    certain: certain ?? failed,
    errors: seriesOf({ n: tried, candidateOnly, referenceOnly }),
    timings: timings === undefined ? timingsBefore(latency) : mapValues(timings, seriesOf),
  };
}

/**
 * Fills in, in place, counts that earlier versions lacked: they left out uncertain exchanges, so the least and
 * the most against the candidate were equal.
 */
export function addMostCounts({ timings }: RouteEvidence): void {
  for (const [key, counts] of timings) {
    const most = keyOfMost(key);
    if (most !== null && !timings.has(most)) timings.set(most, structuredClone(counts));
  }
}

function timingsBefore(
  latency: z.output<typeof before.latency> = new Map(),
): RouteEvidence['timings'] {
  return new Map(
    [...latency].map(([margin, { measured, slower }]) => {
      const [delta = 0, extraMs = 0] = margin.split(' ').map(Number);
      const counts = { n: measured, candidateOnly: slower, referenceOnly: 0 };
      return [timingKey('total', { factor: 1 + delta, extraMs }, 'least'), seriesOf(counts)];
    }),
  );
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Map<string, U> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function seriesOf({ n, candidateOnly, referenceOnly }: PairedCounts): PairedSeries {
  return { ...emptySeries(), n, candidateOnly, referenceOnly };
}

/** @throws ParallaxError `store_corrupt` */
export function readShed(text: string): Record<string, number> {
  return read(shedCounts, text);
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ParallaxError('store_corrupt', 'a saved row is not valid', { cause });
  }
}
