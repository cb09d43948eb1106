import type { Step } from '../rules/rule-state.ts';
import { findOverwritten, type Overwritten } from './duplicate-keys.ts';
import { countSame } from '../same-json.ts';

/** A name that two documents repeat differently. */
export interface RepeatedName {
  readonly path: readonly Step[];
  /** The values that are overwritten, in order; one too long to be parsed as a text with its size. */
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
}

/** Longer texts are only compared as they are written. */
const parsedCharsMax = 10_000;

/**
 * Compares two documents in the members that later ones of the same name overwrite. It ignores array indexes,
 * which may be shifted.
 *
 * @param primary valid JSON
 * @param candidate valid JSON
 * @param parse keeps numbers distinct that must differ
 */
export function compareOverwritten(
  primary: string,
  candidate: string,
  parse: (text: string) => unknown,
): readonly RepeatedName[] {
  const left = byTemplate(findOverwritten(primary));
  const right = byTemplate(findOverwritten(candidate));
  const differing: RepeatedName[] = [];
  for (const template of new Set([...left.keys(), ...right.keys()])) {
    const [ours, theirs] = [left.get(template) ?? [], right.get(template) ?? []];
    const isSame =
      ours.length === theirs.length && ours.every((one, i) => isSameText(one, theirs[i], parse));
    if (isSame) continue;
    const [first] = ours.length > 0 ? ours : theirs;
    const path = first?.path ?? [];
    differing.push({ path, primary: valuesOf(ours, parse), candidate: valuesOf(theirs, parse) });
  }
  return differing;
}

function byTemplate(all: readonly Overwritten[]): Map<string, Overwritten[]> {
  return Map.groupBy(all, ({ path }) =>
    JSON.stringify(path.map((step) => (typeof step === 'number' ? 0 : step))),
  );
}

function isSameText(
  a: Overwritten,
  b: Overwritten | undefined,
  parse: (text: string) => unknown,
): boolean {
  if (b === undefined || a.text === b.text) return b !== undefined;
  if (Math.max(a.text.length, b.text.length) > parsedCharsMax) return false;
  return countSame(parse(a.text), parse(b.text)) !== null;
}

function valuesOf(
  overwritten: readonly Overwritten[],
  parse: (text: string) => unknown,
): readonly unknown[] {
  return overwritten.map(({ text }) =>
    text.length > parsedCharsMax ? `${text.length} characters` : parse(text),
  );
}
