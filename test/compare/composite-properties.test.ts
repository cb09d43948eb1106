import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, comparerFor, exchangeOf, pairWith } from './pair-fixture.ts';

const comparer = comparerFor();

const ids: readonly (readonly [primary: string, candidate: string])[] = [
  ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d'],
  ['f47ac10b-58cc-4372-a567-0e02b2c3d479', '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'],
  // These differ in their last part alone.
  ['018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b01', '018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b02'],
  ['018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b03', '018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b04'],
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'],
  ['507f1f77bcf86cd799439011', '64b7f3a2e4b0c5a1d2f3e4a5'],
  ['cus_NffrFeUfNV2Hib9c8', 'cus_9s6XKzkNRiz8i3wQ1'],
];
const known = ids.map(([primary, candidate], at) => {
  return { primary, candidate, label: `‹thing #${at + 1}›` };
});

interface Mention {
  readonly id: number;
}

type Piece = Mention | string;

const separator = fc.constantFrom(...Array.from('-_./:;,|@= ()"\'<>~&+é'));
const word = fc.constantFrom('a', 'report', 'id', 'x9', '7', 'Thing', 'json', '2024', 'of');
const mention = fc.nat(ids.length - 1).map((id): Mention => ({ id }));
const pieces = fc
  .array(fc.tuple(fc.oneof(word, mention), separator), { minLength: 1, maxLength: 8 })
  .map((all) => all.flat().slice(0, -1) as Piece[]);

/** Encodings of a text inside another text. */
const layers = fc.array(
  fc.constantFrom<(text: string) => string>(
    encodeURIComponent,
    (text) => JSON.stringify(text),
    (text) => JSON.stringify({ where: text, n: [1, 'é'] }, null, 1),
    (text) => `https://a.test/x?a=b&next=${encodeURIComponent(text)}`,
  ),
  { maxLength: 3 },
);

const bodies = fc.constantFrom<(text: string) => { body: string; fields: readonly string[] }>(
  (text) => ({ body: JSON.stringify({ x: text }), fields: ['Content-Type', 'application/json'] }),
  (text) => ({ body: JSON.stringify([{ text }, 1]), fields: ['Content-Type', 'application/json'] }),
  (text) => ({ body: `- ${text}\n- ${text}\n`, fields: ['Content-Type', 'text/plain'] }),
);

function written(all: readonly Piece[], side: 0 | 1): string {
  return all.map((one) => (typeof one === 'string' ? one : ids[one.id]?.[side])).join('');
}

function outcome(
  ours: { readonly body: string; readonly fields: readonly string[] },
  theirs: { readonly body: string; readonly fields: readonly string[] },
): string {
  const pair = pairWith(exchangeOf(ours), answered(theirs));
  return comparer.compare({ ...pair, identities: { known, translated: [] } }).outcome;
}

describe('comparing random texts that hold identities', () => {
  it('finds no difference if both have the same text with their own identities', () => {
    fc.assert(
      fc.property(pieces, layers, bodies, (all, around, body) => {
        const [ours, theirs] = ([0, 1] as const).map((side) =>
          body(around.reduce((text, layer) => layer(text), written(all, side))),
        ) as [ReturnType<typeof body>, ReturnType<typeof body>];
        expect(outcome(ours, theirs)).toBe('match');
      }),
      { numRuns: 1_000, seed: 15 },
    );
  });

  it('finds an identity that belongs to another thing', () => {
    fc.assert(
      fc.property(pieces, layers, bodies, fc.nat(7), fc.nat(5), (all, around, body, at, step) => {
        const mentions = all.flatMap((one, index) => (typeof one === 'string' ? [] : [index]));
        fc.pre(mentions.length > 0);
        const place = mentions[at % mentions.length] as number;
        const wrong = ((all[place] as Mention).id + 1 + step) % ids.length;
        fc.pre(wrong !== (all[place] as Mention).id);
        const ours = around.reduce((text, layer) => layer(text), written(all, 0));
        const theirs = around.reduce(
          (text, layer) => layer(text),
          written(all.with(place, { id: wrong }), 1),
        );
        expect(outcome(body(ours), body(theirs))).toBe('mismatch');
      }),
      { numRuns: 1_000, seed: 15 },
    );
  });
});
