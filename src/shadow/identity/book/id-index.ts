import { isUnmistakable } from '../recognizing/id-values.ts';
import { mayBeMinted } from '../recognizing/revision.ts';
import type { IdMapping } from './id-mapping.ts';

/**
 * The index of a value. Counts, and words whose kind has a path, are indexed with their kind; otherwise all
 * first revisions would be one.
 */
export function indexOf(value: string, kind: string): string {
  return kind.includes('/') && !mayBeMinted(value) ? `${kind} ${value}` : value;
}

type Index<T> = ReadonlyMap<string, T[]>;

/** The entries for a value among things of a kind; of any kind if the value cannot be mistaken. */
export function ofKind<T extends IdMapping>(
  index: Index<T>,
  value: string,
  kind: string,
): readonly T[] {
  const entries = index.get(indexOf(value, kind)) ?? [];
  if (entries.length === 0 || isUnmistakable(value)) return entries;
  return entries.filter((entry) => entry.kind === kind);
}

/** The first of {@link ofKind}. */
export function sameKind<T extends IdMapping>(
  index: Index<T>,
  value: string,
  kind: string,
): T | undefined {
  return ofKind(index, value, kind)[0];
}

/** Whether one kind may be a shorter name of the other: `key` for a `virtualkey`. */
export function isNearKind(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a.endsWith(b) || b.endsWith(a));
}

/** The first entry; undefined unless all have the same two identities. */
export function onlyOne<T extends IdMapping>(entries: readonly T[]): T | undefined {
  const [first] = entries;
  return entries.every(
    ({ primary, candidate }) => primary === first?.primary && candidate === first.candidate,
  )
    ? first
    : undefined;
}

/** Adds an entry to an index. */
export function put<T>(map: Map<string, T[]>, index: string, entry: T): void {
  const entries = map.get(index);
  if (entries === undefined) map.set(index, [entry]);
  else entries.push(entry);
}

/** Removes an entry from an index. */
export function take<T>(map: Map<string, T[]>, index: string, entry: T): void {
  const left = (map.get(index) ?? []).filter((one) => one !== entry);
  if (left.length === 0) map.delete(index);
  else map.set(index, left);
}
