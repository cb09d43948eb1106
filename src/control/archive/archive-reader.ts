import type { Comparison, Outcome } from '../../vocabulary/comparison.ts';
import type { OtherName } from './other-names.ts';

/** An exchange in a list. */
export interface KeptExchange {
  readonly name: string;
  readonly epoch: string;
  readonly area: string;
  readonly route: string;
  readonly outcome: Outcome;
  readonly atMs: number;
}

/** A field of a route in one epoch. */
export interface FieldPlace {
  readonly epoch: string;
  readonly route: string;
  /** As `fieldKey` names it. */
  readonly field: string;
}

/** Two values at one place, and the number of kept exchanges that have them. */
export interface ValuePair {
  readonly primary: string | null;
  readonly candidate: string | null;
  readonly exchanges: number;
}

/** A field in which one exchange differs, and the values of its first place. */
export interface ExchangeField {
  /** As `fieldKey` names it. */
  readonly field: string;
  /** The number of places in the answers. */
  readonly places: number;
  readonly primary: string | null;
  readonly candidate: string | null;
}

/** When a field was first and last found to differ, in milliseconds since 1970. */
export interface SeenTimes {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A field of a route, and its newest kept exchange; null if none is kept. */
export interface FieldExample extends SeenTimes {
  readonly field: string;
  readonly newest: string | null;
}

/** A filter of kept exchanges; a member that is left out matches all. */
export interface ExchangeQuery {
  readonly epoch?: string;
  readonly route?: string;
  readonly field?: string;
  /** Words that are all in the path, the values or the request target. */
  readonly words?: string;
  readonly limit: number;
}

/** A kept exchange, and the epoch its evidence belongs to. */
export interface FoundExchange {
  readonly comparison: Comparison;
  readonly epoch: string;
}

/** How many kept exchanges differ in some fields, and how many of them in nothing else. */
export interface ExplainedCount {
  readonly kept: number;
  readonly alone: number;
}

/** Reads kept exchanges for pages and the API. */
export interface KeptExchanges {
  /**
   * Answers one request: all reads of `work` see the same state of the archive. If the archive fails
   * meanwhile, `work` runs once more, on the exchanges in memory.
   */
  read<T>(work: (reader: ArchiveReader) => Promise<T>): Promise<T>;
}

export interface ArchiveReader {
  /** Null if it was not kept, was deleted by age, or has a format that this version cannot read. */
  find(name: string): Promise<FoundExchange | null>;
  /** The newest first. */
  list(query: ExchangeQuery): Promise<readonly KeptExchange[]>;
  /** The fields in which each of these exchanges differs, by name; those with the most places first. */
  fieldsOf(names: readonly string[]): Promise<ReadonlyMap<string, readonly ExchangeField[]>>;
  /** Null if the field was not found to differ. */
  seen(place: FieldPlace): Promise<SeenTimes | null>;
  /** Those of the fields that were found to differ on a route in one epoch. */
  examples(
    place: Omit<FieldPlace, 'field'>,
    fields: readonly string[],
  ): Promise<readonly FieldExample[]>;
  /**
   * How many of the kept exchanges differ in a field, and how many of them in nothing else.
   *
   * @param fields of the same route: when given, exchanges that differ in any of them, and in nothing else
   */
  explained(place: FieldPlace, fields?: readonly string[]): Promise<ExplainedCount>;
  /** Other fields of the kept exchanges that differ in one; the most frequent first. */
  fieldsBeside(place: FieldPlace, limit: number): Promise<readonly string[]>;
  /** Possible other names of a member that only one side has. */
  otherNames(place: FieldPlace): Promise<readonly OtherName[]>;
  /** The routes on which a field differs, in one epoch. */
  routesWith(place: Omit<FieldPlace, 'route'>): Promise<readonly string[]>;
  /** The most frequent first. */
  valuePairs(place: FieldPlace, limit: number): Promise<readonly ValuePair[]>;
}
