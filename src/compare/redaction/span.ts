/** The position of a secret in a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds secrets in a text, in any order. */
export type SpanFinder = (text: string) => Iterable<Span>;
