import { z } from 'zod';
import type { Coverage, RouteEvidence } from '../../../vocabulary/evidence.ts';
import { CorruptStoreError } from '../store-fault.ts';

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

/** Of a route, all that has no table of its own. */
const routeCounts = z.strictObject({
  firstSeenMs: z.number().nullable(),
  lastSeenMs: z.number().nullable(),
  compared: count,
  failed: count,
  differing: count,
  aspects: z.strictObject({ status: count, header: count, body: count }),
  primaryFailed: count,
  errors: discordance,
  judged: count,
  judgedDiffering: discordance,
  latency: mapOf(z.strictObject({ measured: count, slower: count })),
  shed: mapOf(count),
  // A file that was written before there were such counts has none.
  leftOut: mapOf(count).default(() => new Map<string, number>()),
  excusedByPolicy: mapOf(count).default(() => new Map<string, number>()),
});

export type RouteCountsRow = z.output<typeof routeCounts>;

const shedCounts = z.record(z.string(), count);

export function coverageText(coverage: Coverage): string {
  return JSON.stringify({ ...coverage, shed: [...coverage.shed] });
}

export function routeCountsText(route: RouteEvidence): string {
  const { area: _area, route: _route, fields: _fields, fieldSets: _fieldSets, ...counts } = route;
  return JSON.stringify({
    ...counts,
    latency: [...counts.latency],
    shed: [...counts.shed],
    leftOut: [...counts.leftOut],
    excusedByPolicy: [...counts.excusedByPolicy],
  });
}

/** @throws CorruptStoreError */
export function readCoverage(text: string): Coverage {
  return read(coverageCounts, text);
}

/** @throws CorruptStoreError */
export function readRouteCounts(text: string): RouteCountsRow {
  return read(routeCounts, text);
}

/** @throws CorruptStoreError */
export function readShed(text: string): Record<string, number> {
  return read(shedCounts, text);
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CorruptStoreError('a row is not what was written there', { cause });
  }
}
