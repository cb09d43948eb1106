/** Where a reading comes from. */
export const readingKinds = [
  'server', // a Server-Timing metric of the answers (W3C): a duration in milliseconds, or a count
  'count', // what `gate.areas.*.counts` reads in the bodies
] as const;

/** One number that both answers of an exchange state. */
export interface Reading {
  readonly kind: (typeof readingKinds)[number];
  /** At most {@link readingNameMax} characters of letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  readonly unit: 'ms' | 'count';
  readonly primary: number;
  readonly candidate: number;
  /** Null where no secondary has answered, or it does not say. */
  readonly secondary: number | null;
}

/** An answer may state anything: these bound what is recorded of one. */
export const readingsMax = 16;
export const readingNameMax = 40;

/** The name of what readings add up to: `server queries`, `count cost`. */
export function readingKey({ kind, name }: Pick<Reading, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
