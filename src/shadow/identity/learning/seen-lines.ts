import type { FoundId } from '../recognizing/found-id.ts';

const siblingsMax = 8;
/** Counts keys of things that were not shown together. */
const keysPerLineMax = 64;

export interface FirstShown {
  readonly siblings: readonly string[];
  readonly wasMade: boolean;
  readonly isSlug: boolean;
  /** When primary had shown it, in milliseconds on the live thread's clock. */
  readonly at: number;
  /** The sequence of the exchange that showed it. */
  readonly sequence: number;
  /** When primary had deleted the thing; null while it exists. */
  readonly goneAt: number | null;
}

type ShownKey = readonly [key: string, isSlug: 0 | 1];

/** Keys that one answer was the first to show. If the siblings are absent, they are those of `togetherIn`. */
export type ShownLine = readonly [
  sign: 's',
  keys: readonly ShownKey[],
  wasMade: 0 | 1,
  at: number,
  sequence: number,
  siblings?: readonly string[],
];

/** Keys that were shown, the meaning of texts, deletions, and numbers that may be given again. */
export type SeenLine =
  | ShownLine
  | readonly ['t', readonly FoundId[]]
  | readonly ['d', name: string, goneAt: number]
  | readonly ['g', name: string, goneAt: number];

/** The keys that belong together. A list shows things that have nothing to do with each other. */
export function togetherIn(keys: readonly ShownKey[]): readonly string[] {
  return keys.length <= siblingsMax ? keys.map(([key]) => key) : [];
}

/** The lines from which the memory can be restored, in its order. */
export function seenLines(
  seen: ReadonlyMap<string, FirstShown>,
  byText: ReadonlyMap<string, FoundId>,
  goneAt: ReadonlyMap<string, number>,
): readonly SeenLine[] {
  const lines: SeenLine[] = Array.from(goneAt, ([name, at]) => ['g', name, at]);
  for (const id of byText.values()) lines.push(['t', [id]]);
  let group: [string, FirstShown][] = [];
  for (const one of seen) {
    const [last] = group.slice(-1);
    if (
      last !== undefined &&
      !(areShownTogether(last[1], one[1]) && group.length < keysPerLineMax)
    ) {
      lines.push(...linesOf(group));
      group = [];
    }
    group.push(one);
  }
  return [...lines, ...linesOf(group)];
}

function areShownTogether(one: FirstShown, other: FirstShown): boolean {
  return (
    one.siblings === other.siblings &&
    one.sequence === other.sequence &&
    one.at === other.at &&
    one.wasMade === other.wasMade
  );
}

function linesOf(group: readonly (readonly [string, FirstShown])[]): readonly SeenLine[] {
  const [first] = group;
  if (first === undefined) return [];
  const [, { siblings, wasMade, at, sequence }] = first;
  const keys = group.map(([key, { isSlug }]) => [key, isSlug ? 1 : 0] as const);
  const isImplied = togetherIn(keys).join('\n') === siblings.join('\n');
  const line = ['s', keys, wasMade ? 1 : 0, at, sequence] as const;
  const shown: ShownLine = isImplied ? line : [...line, siblings];
  const gone = group.flatMap(([key, { goneAt }]): readonly SeenLine[] =>
    goneAt === null ? [] : [['d', key, goneAt]],
  );
  return [shown, ...gone];
}
