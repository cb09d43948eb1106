import { isUnmistakable } from '../recognizing/id-values.ts';
import { mayBeMinted } from '../recognizing/revision.ts';
import type { IdMapping } from './id-mapping.ts';

/** Counts and words of a kind that has a path in it are distinguished by it, or all first revisions were one. */
export function indexOf(value: string, kind: string): string {
  return kind.includes('/') && !mayBeMinted(value) ? `${kind} ${value}` : value;
}

type Index<T> = ReadonlyMap<string, T[]>;

export function ofKind<T extends IdMapping>(
  index: Index<T>,
  value: string,
  kind: string,
): readonly T[] {
  const entries = index.get(indexOf(value, kind)) ?? [];
  if (entries.length === 0 || isUnmistakable(value)) return entries;
  return entries.filter((entry) => entry.kind === kind);
}

export function sameKind<T extends IdMapping>(
  index: Index<T>,
  value: string,
  kind: string,
): T | undefined {
  return ofKind(index, value, kind)[0];
}

/** `key` for a `virtualkey`. */
export function isNearKind(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a.endsWith(b) || b.endsWith(a));
}

/** Undefined where they do not all say the same. */
export function onlyOne<T extends IdMapping>(entries: readonly T[]): T | undefined {
  const [first] = entries;
  return entries.every(
    ({ primary, candidate }) => primary === first?.primary && candidate === first.candidate,
  )
    ? first
    : undefined;
}

export function put<T>(map: Map<string, T[]>, index: string, entry: T): void {
  const entries = map.get(index);
  if (entries === undefined) map.set(index, [entry]);
  else entries.push(entry);
}

export function take<T>(map: Map<string, T[]>, index: string, entry: T): void {
  const left = (map.get(index) ?? []).filter((one) => one !== entry);
  if (left.length === 0) map.delete(index);
  else map.set(index, left);
}
