/**
 * Counts that belong together, as one row of the database. Counts add up; of the times, the earliest and the
 * latest stay. A row of changes has the counts to add, and a time only if it is a new earliest or latest one.
 */
export interface CounterRow {
  readonly counts: readonly number[];
  /** Milliseconds since 1970. */
  readonly earliest: number | null;
  readonly latest: number | null;
}

/** Rows by their key: the name of an item, or the name of an item and one block of its counts over time. */
export type CounterRows = Map<string, CounterRow>;

export function rowOf(
  counts: readonly number[],
  earliest: number | null = null,
  latest: number | null = null,
): CounterRow {
  return { counts, earliest, latest };
}

/** The sum of both. */
export function sumOfRows(a: CounterRow | undefined, b: CounterRow): CounterRow {
  if (a === undefined) return b;
  const length = Math.max(a.counts.length, b.counts.length);
  const counts = Array.from({ length }, (_, i) => (a.counts[i] ?? 0) + (b.counts[i] ?? 0));
  return {
    counts,
    earliest: choose(Math.min, a.earliest, b.earliest),
    latest: choose(Math.max, a.latest, b.latest),
  };
}

/** The difference of two rows; null if there is none. */
export function growthOfRow(before: CounterRow | undefined, after: CounterRow): CounterRow | null {
  const counts = after.counts.map((count, i) => count - (before?.counts[i] ?? 0));
  const earliest = isNew(after.earliest, before?.earliest, -1) ? after.earliest : null;
  const latest = isNew(after.latest, before?.latest, 1) ? after.latest : null;
  const isSame = earliest === null && latest === null && counts.every((count) => count === 0);
  return isSame ? null : { counts, earliest, latest };
}

const blockMark = '\n@';

/** The key of one block of an item. */
export function blockKey(item: string, lengthMs: number, index: number): string {
  return `${item}${blockMark}${lengthMs} ${index}`;
}

/** Reads what {@link blockKey} has written; null for the key of an item. */
export function blockOf(
  key: string,
): { readonly item: string; readonly lengthMs: number; readonly index: number } | null {
  const at = key.lastIndexOf(blockMark);
  // Only sets of fields have line breaks of their own, and these have no blocks.
  if (at < 0 || key.startsWith('set ')) return null;
  const [lengthMs, index] = key
    .slice(at + blockMark.length)
    .split(' ')
    .map(Number);
  return { item: key.slice(0, at), lengthMs: lengthMs ?? 0, index: index ?? 0 };
}

function isNew(after: number | null, before: number | null | undefined, sign: 1 | -1): boolean {
  if (after === null) return false;
  return before === null || before === undefined || (after - before) * sign > 0;
}

function choose(
  of: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null) return b;
  return b === null ? a : of(a, b);
}
