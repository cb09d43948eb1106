import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relateTexts } from '../../src/compare/identities/same-text.ts';
import { knowIdentities } from '../../src/compare/identities/known-identities.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import type { Identity } from '../../src/vocabulary/identities.ts';
import { answered, comparerFor, exchangeOf, pairWith } from './pair-fixture.ts';

const comparer = comparerFor();

/** Ids of the two worlds: numbers beside tokens, and numbers beside other numbers. */
const things: readonly Identity[] = Array.from({ length: 12 }, (_, at) => ({
  primary: String(100 + at),
  candidate: at % 2 === 0 ? `tok_${at}x9` : String(100 + ((at + 5) % 12)),
  label: `‹token #${at + 1}›`,
}));
const known = things.filter(({ primary, candidate }) => primary !== candidate);

/** Stands for one of the things, wherever a document names it. */
interface Mention {
  readonly thing: number;
}

type Document =
  | Mention
  | string
  | number
  | boolean
  | null
  | Document[]
  | { [name: string]: Document };

const mention = fc.record({ thing: fc.nat(things.length - 1) });
const { document } = fc.letrec<{ document: Document }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    mention,
    fc.constantFrom<Document>('a', 'b c', '', true, null, 1, 2.5),
    fc.array(tie('document'), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom('id', 'name', 'ref', 'items', 'x'), tie('document')),
    fc.record({ id: mention, name: fc.constantFrom('n', 'm'), more: tie('document') }),
  ),
}));

function isMention(value: Document): value is Mention {
  return typeof value === 'object' && value !== null && 'thing' in value;
}

/** The document as one of the two deployments would write it. */
function inWorld(world: 'primary' | 'candidate', value: Document): unknown {
  if (Array.isArray(value)) return value.map((element) => inWorld(world, element));
  if (isMention(value)) {
    const text = things[value.thing]?.[world] ?? '';
    return /^\d+$/.test(text) ? Number(text) : text;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inWorld(world, one)]));
}

function compare(primary: unknown, candidate: unknown): Comparison {
  const pair = pairWith(
    exchangeOf({ body: JSON.stringify(primary) }),
    answered({ body: JSON.stringify(candidate) }),
  );
  return comparer.compare({ ...pair, identities: { known, translated: [] } });
}

/** The same document with another value at one place. */
function withChange(value: Document, place: number): { changed: Document; seen: number } {
  if (isMention(value) || typeof value !== 'object' || value === null) {
    return { changed: place === 0 ? 'changed' : value, seen: 1 };
  }
  let seen = 0;
  const visit = (child: Document): Document => {
    const below = withChange(child, place - seen);
    seen += below.seen;
    return below.changed;
  };
  const changed = Array.isArray(value)
    ? value.map(visit)
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visit(child)]));
  return { changed, seen };
}

describe('comparing random documents with identities', () => {
  it('finds no difference between documents that are the same in two worlds', () => {
    fc.assert(
      fc.property(document, (one) => {
        const comparison = compare(inWorld('primary', one), inWorld('candidate', one));
        expect(comparison.differences).toEqual([]);
        expect(comparison.outcome).toBe('match');
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('finds every change of a value, with its position', () => {
    fc.assert(
      fc.property(document, fc.nat(30), (one, place) => {
        const { changed, seen } = withChange(one, place);
        fc.pre(place < seen);
        const comparison = compare(inWorld('primary', one), inWorld('candidate', changed));
        expect(comparison.outcome).toBe('mismatch');
        expect(comparison.differences.length).toBeGreaterThan(0);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('never shows a token, whatever differs', () => {
    fc.assert(
      fc.property(document, document, (one, other) => {
        const comparison = compare(inWorld('primary', one), inWorld('candidate', other));
        expect(JSON.stringify(comparison)).not.toContain('tok_');
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});

describe('comparing long texts with identities', () => {
  const identities = knowIdentities([{ primary: 'a.b', candidate: 'c.d', label: '‹token #1›' }])!;

  it.each([',', '/', ' ', '=', '%20'])('ends soon, with tokens between %s', (separator) => {
    const ours = Array.from({ length: 50_000 }, () => 'a.b').join(separator);
    const theirs = Array.from({ length: 50_000 }, () => 'c.d').join(separator);
    expect(['same', 'different', 'identity']).toContain(relateTexts(identities, ours, theirs));
    expect(relateTexts(identities, ours, theirs.replaceAll('c', 'x'))).not.toBe('same');
  });
});
