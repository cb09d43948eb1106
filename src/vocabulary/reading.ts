/** Where a reading comes from. */
export const readingKinds = [
  'server', // a Server-Timing metric of the answers (W3C): a duration in milliseconds, or a count
  'count', // what `gate.areas.*.counts` reads in the bodies
] as const;

export type ReadingUnit = 'ms' | 'count';

/** One number that the answers of an exchange state. */
export interface Reading {
  readonly kind: (typeof readingKinds)[number];
  /** At most {@link readingNameMax} characters of letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly unit: ReadingUnit;
  /** Null where only the candidate states it: that is shown, and held against nobody. */
  readonly primary: number | null;
  /** Null where only primary states it. */
  readonly candidate: number | null;
  /** Null where no secondary has answered, or it does not say. */
  readonly secondary: number | null;
}

/** An answer may state anything: these bound what is recorded of one. */
export const readingsMax = 16;
const readingNameMax = 40;

/** Letters, digits, `.`, `_` and `-`: a name stands in keys, in labels and on pages. */
export const readingName = new RegExp(`^[A-Za-z0-9._-]{1,${readingNameMax}}$`);

/** The name of what readings add up to: `server queries`, `count cost`. */
export function readingKey({ kind, name }: Pick<Reading, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** Of the same exchanges: the secondary's value stands in primary's place wherever it was read. */
export function referenceKey(reading: Pick<Reading, 'kind' | 'name'>): string {
  return `${readingKey(reading)} reference`;
}

/** Of the exchanges in which one side alone stated it. */
export function aloneKey(reading: Pick<Reading, 'kind' | 'name'>): string {
  return `${readingKey(reading)} alone`;
}
