import { describe, expect, it } from 'vitest';
import { answered, comparerFor, exchangeOf, pairWith } from '../../compare/pair-fixture.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const theirs = '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d';
const other = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const theirOther = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

const post = { method: 'POST', target: '/things', body: {} };

/** Two things with a UUID each. */
function knowing() {
  const world = worldUnderTest();
  for (const [ours, there] of [
    [id, theirs],
    [other, theirOther],
  ]) {
    world.exchange(post, { status: 201, body: { id: ours } }, { status: 201, body: { id: there } });
  }
  return world;
}

const targets = [
  `/things/${id}.json`,
  `/things(${id})`,
  `/things('${id}')/parts`,
  `/things?filter=id%20eq%20${id}`,
  `/things?where=${encodeURIComponent(JSON.stringify({ id }))}`,
  `/things?next=${encodeURIComponent(encodeURIComponent(`/things/${id}`))}`,
];

describe('a request that contains, inside a value, the id of a thing that the candidate lacks', () => {
  it.each(targets)('is excused if the candidate refuses it: %s', (target) => {
    const world = worldUnderTest();
    const cause = world.noteNotMirrored(post, { status: 201, body: { id } });
    const { status } = world.exchange({ target }, {}, { status: 404 });
    expect(status).toEqual({ because: 'loss', cause });
  });

  it.each(targets)('is not excused by the loss of another thing: %s', (target) => {
    const world = knowing();
    world.noteNotMirrored(post, {
      status: 201,
      body: { id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
    });
    expect(world.exchange({ target }, {}, { status: 404 }).status).toBeNull();
  });

  it('is excused if the id is in a JSON string in its body', () => {
    const world = worldUnderTest();
    const cause = world.noteNotMirrored(post, { status: 201, body: { id } });
    const body = { filter: JSON.stringify({ thing: `urn:uuid:${id}` }) };
    const asked = { method: 'POST', target: '/links', body };
    const { status } = world.exchange(asked, { status: 201, body: {} }, { status: 422 });
    expect(status).toEqual({ because: 'loss', cause });
  });
});

describe('a DELETE by a path segment that contains an identity', () => {
  it.each([`/things(${id})`, `/things/${id}.json`, `/things('${id}')`])(
    'leaves the thing in a candidate that failed to delete it: %s',
    (target) => {
      const world = knowing();
      const cause = world.noteNotMirrored({ method: 'DELETE', target }, { status: 204 });
      const asked = { target: `/things/${id}` };
      const { status } = world.exchange(
        asked,
        { status: 404 },
        { status: 200, body: { id: theirs } },
      );
      expect(status).toEqual({ because: 'loss', cause });
    },
  );
});

const forms: readonly (readonly [name: string, form: (one: string) => unknown])[] = [
  ['file', (one) => `report-${one}.pdf`],
  ['urn', (one) => `urn:uuid:${one}`],
  ['arn', (one) => `arn:svc:eu:12:thing/${one}`],
  ['filter', (one) => JSON.stringify({ id: one, n: [1] })],
  ['text', (one) => `Thing ${one} is there.`],
  ['next', (one) => `/x?n=${encodeURIComponent(encodeURIComponent(`/things/${one}`))}`],
  ['url', (one) => `https://cdn.test/files/report-${one}.pdf`],
  ['path', (one) => `up%2F${one}%2Fa.png`],
  ['odata', (one) => `https://api.test/things(${one})`],
];

function outcome(
  world: ReturnType<typeof worldUnderTest>,
  asked: { readonly method?: string; readonly target: string },
  ours: unknown,
  there: unknown,
): string {
  const known = world.exchange(asked, { body: ours }, { body: there });
  const pair = pairWith(
    exchangeOf({ body: JSON.stringify(ours) }),
    answered({ body: JSON.stringify(there) }),
  );
  return comparerFor().compare({ ...pair, identities: known }).outcome;
}

describe.each(forms)('an answer with an identity inside a value: %s', (name, form) => {
  const read = { target: '/reports/latest' };
  it('matches if the candidate shows its own', () => {
    expect(outcome(knowing(), read, { [name]: form(id) }, { [name]: form(theirs) })).toBe('match');
  });

  it('is a mismatch if the candidate shows that of another thing, each time', () => {
    const world = knowing();
    for (const asked of [read, read, { method: 'POST', target: '/reports' }]) {
      const [ours, there] = [{ [name]: form(id) }, { [name]: form(theirOther) }];
      expect(outcome(world, asked, ours, there)).toBe('mismatch');
    }
  });

  it('is a mismatch if the creation of a thing names its file after another thing', () => {
    const world = knowing();
    const [made, theirMade] = [
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      '9c858901-8a57-4791-81fe-4c455b099bc9',
    ];
    const ours = { [name]: form(made), id: made };
    const asked = { method: 'POST', target: '/reports' };
    expect(outcome(world, asked, ours, { [name]: form(theirOther), id: theirMade })).toBe(
      'mismatch',
    );
  });
});
