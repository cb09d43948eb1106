import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkLimits, type WalkLimits } from '../../../src/vocabulary/walk-budget.ts';
import { type Found, walkJson } from '../../../src/compare/json/walk.ts';
import type { Step } from '../../../src/compare/rules/rule-state.ts';

function walk(primary: unknown, candidate: unknown, limits: Partial<WalkLimits> = {}) {
  const found: Found[] = [];
  const uncompared: string[] = [];
  walkJson(
    primary,
    candidate,
    null,
    {
      differ: (one) => found.push(one) > 0,
      uncompared: (path, reason) => void uncompared.push(`${path.join('/')}: ${reason}`),
    },
    { ...walkLimits, ...limits },
  );
  return { found, uncompared };
}

/** Documents with few keys and values, so that two of them have much in common. */
const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, 2, '', 'a', '1'),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', '', '__proto__', 'constructor', '0'), tie('document'), {
      maxKeys: 4,
    }),
  ),
}));

/** A value as parsed from a body: `__proto__` is an own key. */
const parsed = document.map((value) => JSON.parse(JSON.stringify(value)) as unknown);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`,
  );
  return `{${members.sort().join()}}`;
}

function valueAt(document: unknown, path: readonly Step[]): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<Step, unknown>)[step];
  }
  return value;
}

describe('walking two documents', () => {
  it('finds nothing in a document and its copy', () => {
    fc.assert(
      fc.property(parsed, (value) => {
        expect(walk(value, structuredClone(value)).found).toEqual([]);
      }),
      { seed: 7 },
    );
  });

  it('finds something exactly when the canonical forms differ', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        expect(walk(a, b).found.length === 0).toBe(canonical(a) === canonical(b));
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it('finds the same places in both directions, with the sides exchanged', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        expect(places(walk(a, b).found, false)).toEqual(places(walk(b, a).found, true));
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it('reports each place once, with the values of both sides', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        const { found } = walk(a, b);
        for (const { path, candidatePath, primary, candidate } of found) {
          expect(primary).toBe(primary === undefined ? undefined : valueAt(a, path));
          expect(candidate).toBe(candidate === undefined ? undefined : valueAt(b, candidatePath));
          expect(primary).not.toBe(candidate);
        }
        const places = found.map(({ kind, path, primary }) =>
          JSON.stringify([path, primary === undefined, kind === 'moved' || kind === 'reordered']),
        );
        expect(new Set(places).size).toBe(found.length);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it('reports the smallest subtree that differs', () => {
    fc.assert(
      fc.property(parsed, parsed, (a, b) => {
        for (const { kind, primary, candidate } of walk(a, b).found) {
          if (kind === 'moved' || kind === 'reordered') continue;
          const bothArrays = Array.isArray(primary) && Array.isArray(candidate);
          const bothObjects = isObject(primary) && isObject(candidate);
          expect(bothArrays || bothObjects).toBe(false);
        }
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  it("has the order of primary's document, and then the values that only the candidate has", () => {
    const { found } = walk({ b: 1, a: 1, c: 1 }, { x: 1, c: 2, a: 2, y: 1, b: 2 });
    expect(found.map(({ path }) => path[0])).toEqual(['b', 'a', 'c', 'x', 'y']);
  });

  it('ends if the visitor stops it', () => {
    let seen = 0;
    walkJson([1, 2, 3], [4, 5, 6], null, {
      differ: () => {
        seen += 1;
        return seen < 2;
      },
      uncompared: () => expect.unreachable(),
    });
    expect(seen).toBe(2);
  });
});

describe('the limits of walking', () => {
  it('leave out values that are nested too deeply, report that, and continue beside them', () => {
    const { found, uncompared } = walk(
      { a: { b: { c: 1 } }, d: 1 },
      { a: { b: { c: 2 } }, d: 2 },
      {
        depthMax: 2,
      },
    );
    expect(uncompared).toEqual(['a/b: nested deeper than 2']);
    expect(found.map(({ path }) => path)).toEqual([['d']]);
  });

  it('are reported even if all compared values were equal', () => {
    expect(walk([[[1]]], [[[1]]], { depthMax: 2 }).uncompared).toHaveLength(1);
  });

  it('end the comparison if there are too many values', () => {
    const many = Array.from({ length: 100 }, () => [1]);
    const { found, uncompared } = walk(many, structuredClone(many), { nodesMax: 50 });
    expect(found).toEqual([]);
    expect(uncompared).toEqual(['25: more than 50 values']);
  });

  it('apply to one flat array, too', () => {
    expect(walk(onesAnd(1), onesAnd(2), { nodesMax: 50 }).uncompared).toEqual([
      '100: more than 50 values',
    ]);
  });

  it('do not affect a document that is equal up to its last value', () => {
    expect(walk(nested(1), nested(1)).found).toEqual([]);
    expect(walk(nested(1), nested(2)).found).toHaveLength(1);
  });
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The differences in sorted order, with the sides exchanged if `swap` is set. */
function places(found: readonly Found[], swap: boolean): readonly string[] {
  return found
    .map(({ kind, path, candidatePath, primary, candidate }) => {
      const sides = [
        [path, primary],
        [candidatePath, candidate],
      ].map(([at, value]) => (value === undefined ? null : [at, value]));
      const shown = primary === undefined || candidate === undefined ? 'on one side' : kind;
      return JSON.stringify([shown, ...(swap ? sides.toReversed() : sides)]);
    })
    .sort();
}

function onesAnd(last: number): readonly number[] {
  return [...Array.from({ length: 100 }, () => 1), last];
}

function nested(leaf: number): unknown {
  return JSON.parse(`${'['.repeat(15_000)}${leaf}${']'.repeat(15_000)}`);
}
