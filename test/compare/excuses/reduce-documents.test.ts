import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceDocuments } from '../../../src/compare/excuses/reduce-documents.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import {
  type JsonPath,
  type MarkedThing,
  type MarkKind,
  markKinds,
  type PairExcuses,
} from '../../../src/vocabulary/excuses.ts';
import { pathText } from '../../../src/vocabulary/json-path-text.ts';
import { compareValues, excusesOf, made } from './excuse-fixture.ts';

/** A document in which each object with an `id` is a thing. */
type Document =
  | string
  | number
  | null
  | readonly Document[]
  | { readonly [name: string]: Document };

const names = ['name', 'list', 'by', 'more', 'x', 'node', '__proto__'] as const;
const { document } = fc.letrec<{ document: Document }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<Document>('a', 'b', '', null, 1, 2.5),
    fc.array(fc.record({ id: fc.constant(0), more: tie('document') }), { maxLength: 5 }),
    fc.array(
      fc.record({
        cursor: fc.constantFrom('a', 'b'),
        node: fc.record({ id: fc.constant(0), more: tie('document') }),
      }),
      { maxLength: 4 },
    ),
    fc.dictionary(fc.constantFrom(...names), tie('document'), { maxKeys: 4 }),
    fc.record({ id: fc.constant(0), by: tie('document'), list: tie('document') }),
  ),
}));
/** The same, and each thing has an id of its own. */
const world = document.map((one) => numbered(one, { next: 100 }));

function numbered(value: Document, ids: { next: number }): Document {
  if (isList(value)) return value.map((element) => numbered(element, ids));
  if (!isObject(value)) return value;
  const id = ids.next;
  if (Object.hasOwn(value, 'id')) ids.next += 1;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === 'id' ? id : numbered(one, ids)]),
  );
}

function isList(value: Document): value is readonly Document[] {
  return Array.isArray(value);
}

function isObject(value: Document): value is { readonly [name: string]: Document } {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** All places in a document, the outer ones first. */
function placesIn(value: Document, path: JsonPath = []): (readonly [JsonPath, Document])[] {
  const here: (readonly [JsonPath, Document])[] = [[path, value]];
  if (isList(value)) return [...here, ...value.flatMap((one, i) => placesIn(one, [...path, i]))];
  if (!isObject(value)) return here;
  return [...here, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))];
}

/** A copy with each value replaced by the result of `change`; undefined is left out. */
function mapped(
  value: Document,
  change: (path: JsonPath, value: Document) => Document | undefined,
  path: JsonPath = [],
): Document | undefined {
  const changed = change(path, value);
  if (changed === undefined || changed !== value) return changed;
  if (isList(value)) {
    return value
      .map((element, index) => mapped(element, change, [...path, index]))
      .filter((element) => element !== undefined);
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([key, one]) => {
    const member = mapped(one, change, [...path, key]);
    return member === undefined ? [] : [[key, member] as const];
  });
  return Object.fromEntries(members);
}

const textOf = (path: JsonPath): string => JSON.stringify(path);

function isInside(path: JsonPath, outer: JsonPath): boolean {
  return outer.every((step, depth) => path[depth] === step);
}

function pathOf(path: JsonPath): string {
  return pathText(path, (key) => key);
}

const lost = (primaryPath: JsonPath, at: number): MarkedThing => ({
  kind: 'absent',
  because: 'loss',
  cause: 50 + at,
  primaryPath,
  candidatePath: null,
  states: [],
});

/** Things in a document, some of which the candidate lacks. */
function withLosses(
  primary: Document,
  choices: readonly number[],
  goneWith: (path: JsonPath) => JsonPath = (path) => path,
) {
  const things = placesIn(primary).filter(
    ([path, value]) => path.length > 0 && isObject(value) && Object.hasOwn(value, 'id'),
  );
  const chosen = new Map(
    choices.flatMap((choice) => {
      const [path] = things[choice % Math.max(things.length, 1)] ?? [];
      return path === undefined ? [] : [[textOf(path), path] as const];
    }),
  );
  const paths = [...chosen.values()];
  const gone = new Set(paths.map((path) => textOf(goneWith(path))));
  const candidate = mapped(primary, (path, value) => (gone.has(textOf(path)) ? undefined : value));
  return { paths, candidate: candidate ?? null, things: paths.map(lost) };
}

const choices = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
const seed = { seed: 13, numRuns: 400 };

/** An edge goes with its node. */
const edgeAround = (path: JsonPath): JsonPath =>
  path.at(-1) === 'node' && typeof path.at(-2) === 'number' ? path.slice(0, -1) : path;

/** All of a comparison that excuses could change. */
function verdictOf({ outcome, reason, differences, cascadeOf, hint }: Comparison) {
  return { outcome, reason, differences, cascadeOf, hint };
}

describe('documents of which the candidate lost things', () => {
  it('are explained if nothing else differs', () => {
    fc.assert(
      fc.property(world, choices, (primary, chosen) => {
        const { paths, candidate, things } = withLosses(primary, chosen);
        fc.pre(paths.length > 0);
        expect(compareValues(primary, candidate, { things }).outcome).toBe('cascade');
      }),
      seed,
    );
  });

  it('are explained if edges are missing with their nodes', () => {
    fc.assert(
      fc.property(world, choices, (primary, chosen) => {
        const { paths, candidate, things } = withLosses(primary, chosen, edgeAround);
        fc.pre(paths.length > 0);
        expect(compareValues(primary, candidate, { things }).outcome).toBe('cascade');
        const wrong = compareValues(
          { a: 1, primary },
          { a: 2, primary: candidate },
          { things: paths.map((path, at) => lost(['primary', ...path], at)) },
        );
        expect(wrong.differences.map(({ path }) => path)).toEqual(['$.a']);
      }),
      seed,
    );
  });

  it('are a mismatch with exactly the other differences', () => {
    fc.assert(
      fc.property(world, choices, fc.nat(50), (primary, chosen, at) => {
        const { paths, candidate: unedited, things } = withLosses(primary, chosen);
        const leaves = placesIn(primary).filter(
          ([path, value]) =>
            typeof path.at(-1) === 'string' &&
            path.at(-1) !== 'id' &&
            !isList(value) &&
            !isObject(value) &&
            !paths.some((lostPath) => isInside(path, lostPath)),
        );
        fc.pre(paths.length > 0 && leaves.length > 0);
        const [edited] = leaves[at % leaves.length] ?? [[]];
        const without = new Set(paths.map(textOf));
        const candidate = mapped(primary, (path, value) =>
          without.has(textOf(path))
            ? undefined
            : textOf(path) === textOf(edited)
              ? 'edited'
              : value,
        );
        const comparison = compareValues(primary, candidate, { things });
        expect(comparison.outcome).toBe('mismatch');
        expect(comparison.differences).toHaveLength(1);
        expect(comparison.differences[0]).toMatchObject({
          path: pathOf(edited),
          candidate: '"edited"',
        });
        expect(compareValues(unedited, candidate, {}).differences).toHaveLength(1);
      }),
      seed,
    );
  });
});

/** Excuses of every kind that name any places, whether there are such places or not. */
const anyPath = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...names, 'id', 'length'), fc.integer({ min: -1, max: 4 }))),
  fc.constant<JsonPath>(['more', 0, 'more', 0]),
);
const anyThing: fc.Arbitrary<MarkedThing> = fc.record({
  kind: fc.constantFrom<MarkKind>(...markKinds),
  because: fc.constantFrom('loss', 'sampling', 'race'),
  cause: fc.nat(40),
  primaryPath: fc.option(anyPath),
  candidatePath: fc.option(anyPath),
  states: fc.array(fc.dictionary(fc.constantFrom(...names), fc.constantFrom('a', 1, null))),
});
const anyExcuses: fc.Arbitrary<PairExcuses> = fc
  .record({
    things: fc.array(anyThing, { maxLength: 8 }),
    made: fc.array(
      fc.record({
        primaryPath: anyPath,
        candidatePath: anyPath,
        startedAt: fc.nat(9),
        endedAt: fc.nat(9),
        sequence: fc.nat(9),
      }),
      { maxLength: 4 },
    ),
  })
  .map(excusesOf);

describe('random excuses', () => {
  it('leave a match unchanged', () => {
    fc.assert(
      fc.property(world, anyExcuses, fc.boolean(), (value, excuses, withStatus) => {
        const status = withStatus ? ({ because: 'loss', cause: 1 } as const) : null;
        const [primary, candidate] = [
          { a: 1, b: value },
          { b: value, a: 1 },
        ];
        const comparison = compareValues(primary, candidate, { ...excuses, status, hint: 1 });
        expect(verdictOf(comparison)).toEqual({
          outcome: 'match',
          reason: '',
          differences: [],
          cascadeOf: null,
          hint: null,
        });
      }),
      seed,
    );
  });

  it('do not change the two documents, and throw no exception', () => {
    fc.assert(
      fc.property(world, world, anyExcuses, (primary, candidate, excuses) => {
        const documents = {
          primary,
          candidate,
          identities: null,
          clocks: null,
          secrets: null,
          rules: null,
        };
        const before = JSON.stringify([documents, excuses]);
        deepFreeze(documents);
        deepFreeze(excuses);
        reduceDocuments(documents, excuses);
        expect(JSON.stringify([documents, excuses])).toBe(before);
      }),
      seed,
    );
  });
});

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const one of Object.values(value)) deepFreeze(one);
}

/** Excuses of each kind for places below `same`, where both sides are equal. */
function unrelated(value: Document, picks: readonly number[]): Partial<PairExcuses> {
  const places = placesIn(value, ['same']);
  const paths = picks.map((pick) => places[pick % places.length]?.[0] ?? []);
  const things = paths.flatMap((path, at): MarkedThing[] => {
    const base = { because: 'loss', cause: at, states: [{ name: 'other' }] } as const;
    return [
      { ...base, kind: 'absent', primaryPath: path, candidatePath: null },
      { ...base, kind: 'extra', primaryPath: null, candidatePath: path },
      { ...base, kind: 'stale', primaryPath: path, candidatePath: path },
      { ...base, kind: 'raced', primaryPath: path, candidatePath: path },
      { ...base, kind: 'absent', primaryPath: [...path, 'nowhere'], candidatePath: null },
    ];
  });
  return { things, made: paths.map((path) => made(path, path, [0, 10])) };
}

describe('excuses for unrelated things', () => {
  it('change neither a mismatch nor its differences', () => {
    fc.assert(
      fc.property(world, world, world, choices, (primary, candidate, same, picks) => {
        const [ours, theirs] = [
          { primary, same },
          { primary: candidate, same },
        ];
        const alone = compareValues(ours, theirs, {});
        const excused = compareValues(ours, theirs, unrelated(same, picks));
        expect(verdictOf(excused)).toEqual(verdictOf(alone));
      }),
      seed,
    );
  });

  it('change neither the explanation of a difference nor the remaining differences', () => {
    fc.assert(
      fc.property(world, world, choices, choices, (primary, same, chosen, picks) => {
        const ours = { primary, same };
        const { candidate, things } = withLosses({ primary }, chosen);
        fc.pre(things.length > 0 && isObject(candidate));
        const theirs = isObject(candidate) ? { ...candidate, same } : candidate;
        const more = unrelated(same, picks);
        const alone = compareValues(ours, theirs, { things });
        const excused = compareValues(ours, theirs, {
          ...more,
          things: [...(more.things ?? []), ...things],
        });
        expect(verdictOf(excused)).toEqual(verdictOf(alone));
        expect(alone.outcome).toBe('cascade');
      }),
      seed,
    );
  });
});
