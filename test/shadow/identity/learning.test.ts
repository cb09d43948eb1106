import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIdentitySeed } from '../../../src/config/identity-seed.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

const uuid = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const otherUuid = '0c9f2b34-1111-4222-8333-5ffdce74fad2';
const list = { target: '/api/keys' };

/** What is known of a pair of answers to one request, when it has been learned from. */
function known(primary: unknown, candidate: unknown, asked = list) {
  const { known: found } = worldUnderTest().exchange(asked, { body: primary }, { body: candidate });
  return found
    .map((one) => [one.primary, one.candidate] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe('two values at the same place', () => {
  it.each<[string, unknown, unknown, [string, string][]]>([
    ['by their name', { id: 7 }, { id: uuid }, [['7', uuid]]],
    ['by the end of their name', { team_id: 7 }, { team_id: 9 }, [['7', '9']]],
    [
      'in an array of identities',
      { keyIds: [7, 8] },
      { keyIds: [1, 2] },
      [
        ['7', '1'],
        ['8', '2'],
      ],
    ],
    [
      'if both look generated',
      { x: `a${uuid}` },
      { x: `a${otherUuid}` },
      [[`a${uuid}`, `a${otherUuid}`]],
    ],
    [
      'in a URL',
      { x: '/keys/7?after=a1' },
      { x: '/keys/9?after=b2' },
      [
        ['7', '9'],
        ['a1', 'b2'],
      ],
    ],
    [
      'in elements in another order',
      [
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ],
      [
        { id: 8, n: 'b' },
        { id: 9, n: 'a' },
      ],
      [
        ['1', '9'],
        ['2', '8'],
      ],
    ],
    [
      'in elements with small differences',
      [{ id: 1, n: 'a', m: 1, o: true }],
      [{ id: 8, n: 'a', m: 2, o: true }],
      [['1', '8']],
    ],
    [
      'in single elements with small differences at their position',
      [
        { id: 1, n: 'a', m: 1, o: true },
        { id: 2, n: 'b', m: 2, o: true },
        { id: 3, n: 'c', m: 3, o: false },
      ],
      [
        { id: 7, n: 'a', m: 1, o: true },
        { id: 8, n: 'b', m: 2, o: false },
        { id: 9, n: 'c', m: 3, o: false },
      ],
      [
        ['1', '7'],
        ['2', '8'],
        ['3', '9'],
      ],
    ],
    [
      'in elements in another order, except those that look alike',
      [
        { id: 1, n: 'a' },
        { id: 2, n: 'a' },
        { id: 3, n: 'b' },
      ],
      [
        { id: 7, n: 'b' },
        { id: 8, n: 'a' },
        { id: 9, n: 'a' },
      ],
      [['3', '7']],
    ],
    [
      'in the edges of a connection in another order',
      [{ node: { id: 1, n: 'a' } }, { node: { id: 2, n: 'b' } }],
      [{ node: { id: 8, n: 'b' } }, { node: { id: 9, n: 'a' } }],
      [
        ['1', '9'],
        ['2', '8'],
      ],
    ],
  ])('are identities of one thing %s', (_, primary, candidate, pairs) => {
    expect(known(primary, candidate)).toEqual(pairs);
  });

  it.each<[string, unknown, unknown]>([
    ['times', { createdAt: '2026-11-23T10:00:00Z' }, { createdAt: '2026-11-23T10:00:01Z' }],
    ['epoch seconds', { iat: 1795444649 }, { iat: 1795444650 }],
    ['amounts', { total: 7, maxTokens: 8, cost: 0.1 }, { total: 9, maxTokens: 10, cost: 0.2 }],
    ['words under the name of an id', { id: 'gpt-four' }, { id: 'gpt-five' }],
    ['free text', { message: 'made 7 keys' }, { message: 'made 9 keys' }],
    ['digests', { sha256: 'a'.repeat(60) + '1234' }, { sha256: 'b'.repeat(60) + '1234' }],
    ['status codes', { code: 412 }, { code: 409 }],
    [
      'equal on both deployments',
      [{ id: uuid, n: 'a', m: 1, o: true }],
      [
        { id: otherUuid, n: 'b', m: 1, o: true },
        { id: uuid, n: 'c', m: 1, o: true },
      ],
    ],
    ['booleans and nulls', { id: null, keyId: true }, { id: 7, keyId: false }],
    ['in unrelated things', [{ id: 1, n: 'a', m: 1 }], [{ id: 8, n: 'b', m: 2 }]],
    [
      'in two new things that look alike',
      [
        { id: 1, n: 'a', m: 1, o: true },
        { id: 2, n: 'b', m: 1, o: true },
      ],
      [
        { id: 8, n: 'c', m: 1, o: true },
        { id: 9, n: 'd', m: 1, o: true },
      ],
    ],
    [
      'in two things that look alike, beside one with equal ids',
      [
        { id: 1, n: 'a' },
        { id: 2, n: 'a' },
        { id: 3, n: 'b' },
      ],
      [
        { id: 8, n: 'a' },
        { id: 9, n: 'a' },
        { id: 3, n: 'b' },
      ],
    ],
    [
      'in edges of a connection with other things',
      [{ node: { id: 1, n: 'a', m: 1 } }],
      [{ node: { id: 8, n: 'b', m: 2 } }],
    ],
  ])('are not identities if they are %s', (_, primary, candidate) => {
    expect(known(primary, candidate)).toEqual([]);
  });

  it('are not learned from failed answers', () => {
    const world = worldUnderTest();
    world.exchange(list, { status: 404, body: { id: 7 } }, { status: 404, body: { id: 9 } });
    expect(world.identities).toBe(0);
  });
});

describe('a learned identity', () => {
  it('stays, so that a contradiction is a difference', () => {
    const world = worldUnderTest();
    world.exchange(list, { body: [{ id: 7 }] }, { body: [{ id: uuid }] });
    const { known: found } = world.exchange(
      list,
      { body: [{ id: 7 }] },
      { body: [{ id: otherUuid }] },
    );
    expect(found).toEqual([expect.objectContaining({ primary: '7', candidate: uuid })]);
  });

  it('is replaced if its thing was deleted and its number is used again', () => {
    const world = worldUnderTest();
    const post = { method: 'POST', target: '/api/keys', body: {} };
    world.exchange(post, { status: 201, body: { id: 7 } }, { status: 201, body: { id: uuid } });
    world.exchange({ method: 'DELETE', target: '/api/keys/7' }, { status: 204 }, { status: 204 });
    world.exchange(
      post,
      { status: 201, body: { id: 7 } },
      { status: 201, body: { id: otherUuid } },
    );
    expect(world.translate({ target: '/api/keys/7' }).head.target).toBe(`/api/keys/${otherUuid}`);
  });

  it('is replaced if it is of a kind that changes', () => {
    const world = worldUnderTest();
    world.exchange(list, { body: { next: 'a1' } }, { body: { next: 'b1' } });
    world.exchange(list, { body: { next: 'a1' } }, { body: { next: 'b2' } });
    expect(world.translate({ target: '/api/keys?next=a1' }).head.target).toBe('/api/keys?next=b2');
  });
});

const a = { name: 'a', done: false, likes: 0 };
const b = { name: 'b', done: false, likes: 0 };
const post = { method: 'POST', ...list };

describe('a list that is read while things are created', () => {
  it('pairs known things first, at any position', () => {
    const world = worldUnderTest();
    world.exchange(
      post,
      { status: 201, body: { id: 1, ...a } },
      { status: 201, body: { id: 8, ...a } },
    );
    world.exchange(
      list,
      {
        body: [
          { id: 1, ...a },
          { id: 2, ...b },
        ],
      },
      {
        body: [
          { id: 9, ...b },
          { id: 8, ...b },
        ],
      },
    );
    expect(world.translate({ target: '/api/keys/2' }).head.target).toBe('/api/keys/9');
  });

  it('does not pair a thing whose own answer is still missing', () => {
    const world = worldUnderTest();
    const made = world.begin(post, { status: 201, body: { id: 1, ...a } });
    world.exchange(list, { body: [{ id: 1, ...a }] }, { body: [{ id: 9, ...b }] });
    expect(world.identities).toBe(0);
    made.end({ status: 201, body: { id: 8, ...a } });
    expect(world.translate({ target: '/api/keys/1' }).head.target).toBe('/api/keys/8');
  });

  it('is overruled by the answers to the writes that created the things', () => {
    const world = worldUnderTest();
    // Under way on primary until the list is answered.
    const times = { startedAt: 5, endedAt: 25 };
    world.exchange(list, { body: [{ id: 1, ...a }] }, { body: [{ id: 9, ...b }] });
    const [one, two] = [a, b].map((thing, at) =>
      world.begin({ ...post, times }, { status: 201, body: { id: at + 1, ...thing } }),
    );
    two?.end({ status: 201, body: { id: 9, ...b } });
    one?.end({ status: 201, body: { id: 8, ...a } });
    const { target } = world.translate({ target: '/api/keys/1?keyId=2' }).head;
    expect(target).toBe('/api/keys/8?keyId=9');
  });

  it('does not overrule such an answer', () => {
    const world = worldUnderTest();
    world.exchange(
      post,
      { status: 201, body: { id: 1, ...a } },
      { status: 201, body: { id: 8, ...a } },
    );
    world.exchange({ target: '/api/keys/1' }, { body: { id: 1, ...a } }, { body: { id: 9, ...a } });
    expect(world.translate({ target: '/api/keys/1' }).head.target).toBe('/api/keys/8');
  });

  it('is compared with the identities from such answers', () => {
    const world = worldUnderTest();
    const made = world.begin(post, { status: 201, body: { id: 1, ...a } });
    const shown = { body: [{ id: 1, ...a }] };
    const known = world.begin(list, shown).answer({
      body: [
        { id: 9, ...b },
        { id: 8, ...a, likes: 2 },
      ],
    });
    made.end({ status: 201, body: { id: 8, ...a } });
    expect(known().known).toEqual([expect.objectContaining({ primary: '1', candidate: '8' })]);
  });

  it('is compared with the cursors known at its time', () => {
    const world = worldUnderTest();
    const known = world.begin(list, { body: { next: 'a1' } }).answer({ body: { next: 'b1' } });
    world.exchange(list, { body: { next: 'a1' } }, { body: { next: 'b2' } });
    expect(known().known).toEqual([expect.objectContaining({ primary: 'a1', candidate: 'b1' })]);
  });
});

describe('a thing that a PUT creates', () => {
  it('has the identity in the answer to the PUT, whatever a list showed', () => {
    const world = worldUnderTest();
    world.exchange(list, { body: [{ id: uuid, ...a }] }, { body: [{ id: 9, ...b }] });
    world.exchange(
      { method: 'PUT', target: '/api/keys/blue', times: { startedAt: 5, endedAt: 25 } },
      { status: 201, body: { id: uuid, ...a } },
      { status: 201, body: { id: 8, ...a } },
    );
    expect(world.translate({ target: `/api/keys/${uuid}` }).head.target).toBe('/api/keys/8');
  });
});

describe('the config of identities', () => {
  it('can declare that a value is an identity', () => {
    const world = worldUnderTest({ learn: [{ from: 'POST /api/keys', path: '$.name' }] });
    world.exchange(
      { method: 'POST', ...list },
      { body: { name: 'seven' } },
      { body: { name: 'nine' } },
    );
    expect(world.translate({ target: '/api/keys/seven' }).head.target).toBe('/api/keys/nine');
  });

  it('can forbid to learn an identity', () => {
    const world = worldUnderTest({ forbid: [{ path: '$.statusId' }] });
    world.exchange(list, { body: { statusId: 2, id: 7 } }, { body: { statusId: 3, id: 9 } });
    expect(world.identities).toBe(1);
  });

  it('can pin an identity, which then never changes', () => {
    const world = worldUnderTest({ pin: [{ primary: '7', candidate: '9', kind: 'key' }] });
    world.exchange(list, { body: [{ id: 7 }] }, { body: [{ id: 12 }] });
    expect(world.translate({ target: '/api/keys/7' }).head.target).toBe('/api/keys/9');
  });
});

describe('a seed file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-seed-'));
  const file = join(folder, 'identities.json');

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['not JSON', '[{"primary": "7"}]', '{}'])(
    'is a fault if it has another form: %s',
    (text) => {
      writeFileSync(file, text);
      expect(readIdentitySeed(file).fault).toMatch(/write a JSON list/);
    },
  );
});

describe('the memory of identities', () => {
  it('is limited, and loses the least recently used', () => {
    const world = worldUnderTest({ max: 1000 });
    world.exchange(list, { body: [{ id: 5_000_000 }] }, { body: [{ id: 6_000_000 }] });
    for (let at = 0; at < 2_000; at += 1) {
      world.exchange(list, { body: [{ id: at }] }, { body: [{ id: at + 10_000 }] });
      world.translate({ target: '/api/keys/5000000' });
    }
    expect(world.identities).toBeLessThanOrEqual(1000);
    expect(world.translate({ target: '/api/keys/5000000' }).head.target).toBe('/api/keys/6000000');
    expect(world.translate({ target: '/api/keys/1' }).head.target).toBe('/api/keys/1');
  });
});
