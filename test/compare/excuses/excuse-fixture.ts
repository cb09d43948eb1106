import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import {
  type JsonPath,
  type MadeThing,
  type MarkedThing,
  noExcuses,
  type PairExcuses,
} from '../../../src/vocabulary/excuses.ts';
import type { Identity } from '../../../src/vocabulary/identities.ts';
import { answered, comparerFor, exchangeOf, pairWith, type ResponseSpec } from '../pair-fixture.ts';

/** The default cause of marks: the number of an exchange. */
export const cause = 3;

const loss = { because: 'loss', cause, states: [] } as const;

/** A thing that the candidate lost; where primary shows it. */
export function absent(primaryPath: JsonPath, more: Partial<MarkedThing> = {}): MarkedThing {
  return { ...loss, kind: 'absent', primaryPath, candidatePath: null, ...more };
}

/** A thing that the candidate still has; where it shows it. */
export function extra(candidatePath: JsonPath, more: Partial<MarkedThing> = {}): MarkedThing {
  return { ...loss, kind: 'extra', primaryPath: null, candidatePath, ...more };
}

/** A thing that missed a change, at the same path on both sides. */
export function stale(
  path: JsonPath,
  states: MarkedThing['states'],
  more: Partial<MarkedThing> = {},
): MarkedThing {
  return { ...loss, kind: 'stale', primaryPath: path, candidatePath: path, states, ...more };
}

/** A thing that overlapping writes changed, at the same path on both sides. */
export function raced(
  path: JsonPath,
  states: MarkedThing['states'],
  more: Partial<MarkedThing> = {},
): MarkedThing {
  return { ...stale(path, states), kind: 'raced', because: 'race', ...more };
}

export function made(
  primaryPath: JsonPath,
  candidatePath: JsonPath,
  [startedAt, endedAt]: readonly [number, number],
): MadeThing {
  return { primaryPath, candidatePath, startedAt, endedAt, sequence: 1 };
}

export function excusesOf(excuses: Partial<PairExcuses>): PairExcuses {
  return { ...noExcuses, ...excuses };
}

/** The context of a comparison beside the two answers. */
export interface Surroundings {
  readonly known?: readonly Identity[];
  readonly compare?: Record<string, unknown>;
}

export function compareAnswers(
  primary: ResponseSpec,
  candidate: ResponseSpec,
  excuses: Partial<PairExcuses>,
  { known = [], compare = {} }: Surroundings = {},
): Comparison {
  return comparerFor({ compare }).compare({
    ...pairWith(exchangeOf(primary), answered(candidate)),
    identities: { known, translated: [] },
    excuses: excusesOf(excuses),
  });
}

/** Compares two JSON values. */
export function compareValues(
  primary: unknown,
  candidate: unknown,
  excuses: Partial<PairExcuses>,
  surroundings: Surroundings = {},
): Comparison {
  return compareAnswers(
    { body: JSON.stringify(primary) },
    { body: JSON.stringify(candidate) },
    excuses,
    surroundings,
  );
}

/** The paths of the differences in a comparison. */
export function pathsOf({ differences }: Comparison): readonly string[] {
  return differences.map(({ path }) => path);
}

/** Things in a list, as a test writes them down. */
export function items(...names: readonly string[]): readonly { readonly name: string }[] {
  return names.map((name) => ({ name }));
}
