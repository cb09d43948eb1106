import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

/** Values that are unique to one thing in one deployment. */
const ids: readonly (readonly [ours: string, theirs: string])[] = [
  ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d'],
  ['f47ac10b-58cc-4372-a567-0e02b2c3d479', '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'],
  // These two differ in their last part alone.
  ['018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b01', '018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b02'],
  ['018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b03', '018f3c5e-7a10-7cc1-8b1e-1f0e5d6c7b04'],
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'],
  ['V1StGXR8_Z5jdHi6B-myT', 'Uakgb_J5m9g-0JDMbcJqL'],
  ['507f1f77bcf86cd799439011', '64b7f3a2e4b0c5a1d2f3e4a5'],
  ['cus_NffrFeUfNV2Hib9c8', 'cus_9s6XKzkNRiz8i3wQ1'],
];

interface Mention {
  readonly id: number;
}

type Piece = Mention | string;

const separator = fc.constantFrom(...Array.from('-_./:;,|@= ()"\'<>~é😀'));
const word = fc.constantFrom(
  'a',
  'report',
  'id',
  'eq',
  'x9',
  '7',
  'Thing',
  'json',
  '2024',
  'of',
  'in',
);
const mention = fc.nat(ids.length - 1).map((id): Mention => ({ id }));
/** Words and identities, with something between them that ends a word. */
const pieces = fc
  .array(fc.tuple(fc.oneof(word, mention), separator), { minLength: 1, maxLength: 8 })
  .map((all) => all.flat().slice(0, -1) as Piece[]);

/** How a text is written within another one. */
const layers = fc.array(
  fc.constantFrom<(text: string) => string>(
    encodeURIComponent,
    (text) => JSON.stringify(text),
    (text) => JSON.stringify({ where: text, n: [1, 'é'] }, null, 1),
    (text) => JSON.stringify([text, { note: text }]),
    (text) => `/files/${encodeURIComponent(text)}/x`,
    (text) => `https://a.test/x?a=b&next=${encodeURIComponent(text)}`,
  ),
  { maxLength: 4 },
);

type Form = (text: string) => { target?: string; fields?: readonly string[]; body?: string };

const forms = fc.constantFrom<Form>(
  (text) => ({ target: `/files/${encodeURIComponent(text)}` }),
  (text) => ({ target: `/files?a=b&where=${encodeURIComponent(text)}&c=+` }),
  (text) => ({ fields: ['X-Filter', encodeURIComponent(text)] }),
  (text) => ({ fields: ['Cookie', `a=b; c=${encodeURIComponent(text)}; d=e`] }),
  (text) => ({ body: JSON.stringify({ title: text, a: 1 }) }),
  (text) => ({ body: `a=b&where=${encodeURIComponent(text)}&c=d+e` }),
  (text) => ({ body: text, fields: ['Content-Type', 'text/plain'] }),
);

function worldOf(from: 0 | 1): ReturnType<typeof worldUnderTest> {
  const world = worldUnderTest();
  for (const pair of ids) {
    const made = (side: 0 | 1) => ({ status: 201, body: { id: pair[side] } });
    world.exchange(
      { method: 'POST', target: '/things', body: {} },
      made(from),
      made(from === 0 ? 1 : 0),
    );
  }
  return world;
}

const forth = worldOf(0);
const back = worldOf(1);

function written(all: readonly Piece[], side: 0 | 1): string {
  return all.map((one) => (typeof one === 'string' ? one : ids[one.id]?.[side])).join('');
}

describe('translating a random text with identities', () => {
  it('replaces only the identities, for any text, and is reversible', () => {
    fc.assert(
      fc.property(pieces, layers, forms, (all, around, form) => {
        const asWritten = (side: 0 | 1) => {
          const text = around.reduce((inner, layer) => layer(inner), written(all, side));
          return { target: '/x', method: 'POST', ...form(text) };
        };
        const [ours, theirs] = [asWritten(0), asWritten(1)];
        expect(sentFor(forth, ours)).toEqual(sentFor(null, theirs));
        expect(sentFor(back, theirs)).toEqual(sentFor(null, ours));
      }),
      { numRuns: 2_000, seed: 15 },
    );
  });

  it('leaves a text with other values unchanged', () => {
    fc.assert(
      fc.property(pieces, layers, forms, fc.uuid(), (all, around, form, uuid) => {
        const text = all.map((one) => (typeof one === 'string' ? one : uuid)).join('');
        const asked = {
          target: '/x',
          method: 'POST',
          ...form(around.reduce((inner, layer) => layer(inner), text)),
        };
        expect(sentFor(forth, asked)).toEqual(sentFor(null, asked));
      }),
      { numRuns: 500, seed: 15 },
    );
  });
});

type Asked = Parameters<ReturnType<typeof worldUnderTest>['translate']>[0];

/** The translated request, or the request itself. */
function sentFor(world: ReturnType<typeof worldUnderTest> | null, asked: Asked) {
  if (world === null) {
    const { target, fields = [], body = '' } = asked;
    return { target, fields, text: body };
  }
  const { head, text } = world.translate(asked);
  return { target: head.target, fields: head.fields, text };
}
