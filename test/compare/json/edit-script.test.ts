import fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { comparerFor, pairOf } from '../pair-fixture.ts';

const comparer = comparerFor({ compare: { headers: { compare: ['content-type'] } } });

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'id', '', '__proto__'),
  fc.string({ maxLength: 4 }),
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -5, max: 5 }),
  fc.string({ maxLength: 6 }),
);
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 5 })
      .map((members) => Object.fromEntries(members) as Json),
  ),
}));

/** An edit of one place: the index of the place, and the new value. */
const edit = fc.record({
  at: fc.nat(),
  put: json,
  how: fc.constantFrom('replace', 'remove', 'add'),
});

type Path = readonly (string | number)[];

function placesIn(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([step, inner]) => placesIn(inner, [...path, step]))];
}

/** @returns the edited document, and where it was edited */
function edited(
  value: Json,
  { at, put, how }: { at: number; put: Json; how: string },
): [Json, Path] {
  const places = placesIn(value);
  const path = places[at % places.length] ?? [];
  return [editAt(value, path, put, how), path];
}

function editAt(value: Json, path: Path, put: Json, how: string): Json {
  const [step, ...rest] = path;
  if (step === undefined) return how === 'add' ? addedTo(value, put) : put;
  if (Array.isArray(value)) {
    if (rest.length === 0 && how === 'remove') return value.filter((_, index) => index !== step);
    return value.map((inner, index) => (index === step ? editAt(inner, rest, put, how) : inner));
  }
  const members = Object.entries(value as Record<string, Json>);
  if (rest.length === 0 && how === 'remove') {
    return Object.fromEntries(members.filter(([name]) => name !== step));
  }
  return Object.fromEntries(
    members.map(([name, inner]) => [name, name === step ? editAt(inner, rest, put, how) : inner]),
  );
}

function addedTo(value: Json, put: Json): Json {
  if (Array.isArray(value)) return [put, ...value];
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries([...Object.entries(value), ['added', put]]);
  }
  return put;
}

/** Members sorted: the same text for the same meaning. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

function compare(primary: Json, candidate: Json): Comparison {
  return compareTexts(JSON.stringify(primary), JSON.stringify(candidate));
}

function compareTexts(
  primary: string | Uint8Array,
  candidate: string | Uint8Array,
  coding = '',
): Comparison {
  const fields = ['Content-Type', 'application/json'];
  const coded = coding === '' ? fields : [...fields, 'Content-Encoding', coding];
  return comparer.compare(pairOf({ fields, body: primary }, { fields: coded, body: candidate }));
}

/** Another spelling of the same: members the other way round, white space, escapes. */
function respelt(value: Json, gap: string): string {
  if (Array.isArray(value))
    return `[${gap}${value.map((inner) => respelt(inner, gap)).join(`${gap},`)}]`;
  if (typeof value === 'string') return spelt(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toReversed();
  return `{${members.map(([name, inner]) => `${gap}${spelt(name)}${gap}:${respelt(inner, gap)}`).join(',')}}`;
}

function spelt(text: string): string {
  const escaped = Array.from({ length: text.length }, (_, at) =>
    String.raw`\u`.concat(text.charCodeAt(at).toString(16).padStart(4, '0')),
  );
  return `"${escaped.join('')}"`;
}

const codings: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ['gzip', (text) => gzipSync(text)],
  ['deflate', (text) => deflateSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['zstd', (text) => zstdCompressSync(text)],
  ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
];
const inverse: Readonly<Record<string, string>> = {
  added: 'removed',
  removed: 'added',
  inserted: 'removed',
};

describe('two random documents', () => {
  it('differ exactly if an edit has changed the meaning', () => {
    fc.assert(
      fc.property(json, edit, (document, change) => {
        const [other] = edited(document, change);
        const { outcome } = compare(document, other);
        expect(outcome).toBe(canonical(document) === canonical(other) ? 'match' : 'mismatch');
      }),
      { seed: 3, numRuns: 2_000 },
    );
  });

  it('differ at, above or below the place of the edit, and nowhere else', () => {
    fc.assert(
      fc.property(json, edit, (document, change) => {
        const [other, path] = edited(document, { ...change, how: 'replace' });
        const beside = compare(document, other).differences.filter(
          ({ path: found }) => !isNear(found, pathText(path)),
        );
        expect(beside).toEqual([]);
      }),
      { seed: 4, numRuns: 2_000 },
    );
  });

  it('differ in as many places in both directions', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const there = compare(one, other);
        const back = compare(other, one);
        expect(back.outcome).toBe(there.outcome);
        expect(
          valuesOf(back)
            .map(([a, b]) => `${b} ${a}`)
            .toSorted(byText),
        ).toEqual(
          valuesOf(there)
            .map(([a, b]) => `${a} ${b}`)
            .toSorted(byText),
        );
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });
});

describe('a document in another form', () => {
  it('is the same in any order of members, with any white space and escapes', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\n\t', '\r\n  '), (document, gap) => {
        const { differences } = compareTexts(JSON.stringify(document), respelt(document, gap));
        expect(differences).toEqual([]);
      }),
      { seed: 6, numRuns: 2_000 },
    );
  });

  it.each(codings)('is the same in the content coding %s', (coding, encode) => {
    fc.assert(
      fc.property(json, (document) => {
        const text = JSON.stringify(document);
        const comparison = compareTexts(text, encode(respelt(document, ' ')), coding);
        expect(comparison.outcome).toBe('match');
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

function valuesOf({ differences }: Comparison): readonly (readonly [string, string])[] {
  return differences
    .filter(({ kind }) => kind !== 'moved' && kind !== 'reordered')
    .map(({ kind, primary, candidate }) => {
      const sides = inverse[kind] === undefined ? kind : '';
      return [`${sides}${primary ?? '-'}`, `${sides}${candidate ?? '-'}`] as const;
    });
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function pathText(path: Path): string {
  return `$${path
    .map((step) =>
      typeof step === 'number'
        ? `[${step}]`
        : /^[A-Za-z_]\w*$/.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join('')}`;
}

function isNear(found: string, place: string): boolean {
  return found.startsWith(place) || place.startsWith(found);
}
