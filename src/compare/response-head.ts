import { headerMatcher } from '../config/header-pattern.ts';
import { parseResponseHead, type RawFields } from '../vocabulary/raw-head.ts';

/** What comparing needs of a response head. */
export interface HeadView {
  /** 0 where there is no head. */
  readonly status: number;
  /** By the reader's names; null where the field is absent. Repeated fields are joined in order. */
  readonly values: readonly (string | null)[];
  /** Other fields that are like one of the reader's patterns, by name; null where there is none. */
  readonly others: ReadonlyMap<string, string> | null;
  /** All fields behind the body, by name; null where there is none. */
  readonly trailers: ReadonlyMap<string, string> | null;
}

/** Between the values of a repeated field. No field value holds a line feed. */
export const repeatedFieldSeparator = '\n';

/**
 * Makes a reader of some header fields.
 *
 * @param names in lower case
 * @param patterns names with `*`, in lower case
 */
export function createHeadReader(
  names: readonly string[],
  patterns: readonly string[] = [],
): (head: Uint8Array) => HeadView {
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const absent = names.map((): string | null => null);
  const isLike = patterns.map(headerMatcher);
  const mayBeAsked = createFilter(names, patterns);

  return (head) => {
    const { status, fields, trailers } = parseResponseHead(head);
    const values = absent.slice();
    let others: Map<string, string> | null = null;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const written = fields[i] ?? '';
      if (!mayBeAsked(written)) continue;
      const name = written.toLowerCase();
      const value = fields[i + 1] ?? '';
      const index = indexOf.get(name);
      if (index !== undefined) {
        values[index] = joined(values[index] ?? null, value);
      } else if (isLike.some((matches) => matches(name))) {
        others ??= new Map();
        others.set(name, joined(others.get(name) ?? null, value));
      }
    }
    return { status, values, others, trailers: trailers.length === 0 ? null : byName(trailers) };
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

/** Most fields are not asked for, and most of those are known by their length or first letter. */
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
