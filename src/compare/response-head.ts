import { headerMatcher } from '../config/header-pattern.ts';
import { parseResponseHead, type RawFields } from '../vocabulary/raw-head.ts';

/** The parts of a response head that the comparison needs. */
export interface HeadView {
  /** 0 if there is no head. */
  readonly status: number;
  /** In the order of the reader's names; null if the field is absent. Repeated fields are joined in order. */
  readonly values: readonly (string | null)[];
  /** Other fields that match one of the reader's patterns, by name; null if there are none. */
  readonly others: ReadonlyMap<string, string> | null;
  /** All trailer fields, by name; null if there are none. */
  readonly trailers: ReadonlyMap<string, string> | null;
}

/** Separates the values of a repeated field. No field value contains a line feed. */
export const repeatedFieldSeparator = '\n';

/**
 * Creates a reader for some header fields.
 *
 * @param names in lower case
 * @param patterns names with `*`, in lower case
 */
export function createHeadReader(
  names: readonly string[],
  patterns: readonly string[] = [],
): (head: Uint8Array) => HeadView {
  const absent = names.map((): string | null => null);
  const mayBeAsked = createFilter(names, patterns);
  const slotOf = createSlots(names, patterns);

  return (head) => {
    const { status, fields, trailers } = parseResponseHead(head);
    const values = absent.slice();
    let others: Map<string, string> | null = null;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const written = fields[i] ?? '';
      if (!mayBeAsked(written)) continue;
      const slot = slotOf(written);
      if (slot === null) continue;
      const value = fields[i + 1] ?? '';
      if (typeof slot === 'number') {
        values[slot] = joined(values[slot] ?? null, value);
      } else {
        others ??= new Map();
        others.set(slot, joined(others.get(slot) ?? null, value));
      }
    }
    return { status, values, others, trailers: trailers.length === 0 ? null : byName(trailers) };
  };
}

/** Bounds the cache: a hostile server chooses the names. */
const keptNamesMax = 1000;
const keptNameCharsMax = 100;

/**
 * Creates a function from a field's name to its index in `names`, or to its lower-case name if a pattern
 * matches; else null.
 */
function createSlots(
  names: readonly string[],
  patterns: readonly string[],
): (written: string) => number | string | null {
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const isLike = patterns.map(headerMatcher);
  const kept = new Map<string, number | string | null>();
  return (written) => {
    const known = kept.get(written);
    if (known !== undefined) return known;
    const name = written.toLowerCase();
    const slot = indexOf.get(name) ?? (isLike.some((matches) => matches(name)) ? name : null);
    const isKept = kept.size < keptNamesMax && written.length <= keptNameCharsMax;
    if (isKept) kept.set(written, slot);
    return slot;
  };
}

function byName(fields: RawFields): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    values.set(name, joined(values.get(name) ?? null, fields[i + 1] ?? ''));
  }
  return values;
}

function joined(before: string | null, value: string): string {
  return before === null ? value : before + repeatedFieldSeparator + value;
}

/** A cheap test: length or first letter rules out most fields that the reader does not need. */
function createFilter(
  names: readonly string[],
  patterns: readonly string[],
): (name: string) => boolean {
  const isLength = Array.from({ length: 64 }, (_, length) =>
    names.some((name) => name.length === length || (length === 63 && name.length > length)),
  );
  const startsLike = Array.from({ length: 128 }, (_, code) =>
    patterns.some((pattern) => pattern.startsWith('*') || pattern.charCodeAt(0) === code),
  );
  return (name) =>
    isLength[Math.min(name.length, 63)] === true ||
    startsLike[lowerCaseCode(name.charCodeAt(0))] === true;
}

function lowerCaseCode(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
