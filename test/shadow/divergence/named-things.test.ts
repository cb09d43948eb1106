import { describe, expect, it } from 'vitest';
import { compareValues } from '../../compare/excuses/excuse-fixture.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

const place = '/packages/left-pad';
const release = (version: string) => ({
  name: 'left-pad',
  tags: { latest: version },
  versions: { [version]: { version, file: `http://a/left-pad-${version}.tgz` } },
});
const listed = (version: string) => ({
  name: 'left-pad',
  tags: { latest: version },
  current: version,
  releases: { [version]: 'latest' },
  file: `http://host/left-pad-${version}.tgz`,
});
const created = { status: 201, body: { ok: true } };
const other = { name: 'right-pad', current: '7.0.0' };

type Write = Parameters<ReturnType<typeof worldUnderTest>['exchange']>[0];

/** A list is read while a write is under way, and the two deployments answer the read differently. */
function readDuring(write: Write, before: readonly Write[], primary: unknown, candidate: unknown) {
  const world = worldUnderTest();
  for (const one of before) {
    world.exchange(one, created, created);
    const list = { body: { items: [listed('1.0.0')] } };
    world.exchange({ target: '/search' }, list, list);
  }
  const times = { startedAt: 100, endedAt: 110 };
  const openWrites = [before.length * 2 + 2];
  const read = { target: '/search', times, openWrites };
  const judge = world.begin(read, { body: primary }).answer({ body: candidate });
  world.exchange({ ...write, times: { startedAt: 105, endedAt: 120 } }, created, created);
  return compareValues(primary, candidate, judge());
}

const put = (version: string): Write => ({
  method: 'PUT',
  target: place,
  body: release(version),
});
const remove: Write = { method: 'DELETE', target: place };

describe('a thing that lists show by its name, in a read that overlapped with its first PUT', () => {
  it.each<[string, unknown, unknown]>([
    ['an element', [other], [other, listed('1.0.0')]],
    ['an element that is counted', { items: [], total: 0 }, { items: [listed('1.0.0')], total: 1 }],
    [
      'an element that wraps it beside a score',
      { items: [{ item: other, score: 1 }] },
      {
        items: [
          { item: other, score: 1 },
          { item: listed('1.0.0'), score: 1 },
        ],
      },
    ],
  ])('may be present on either side: %s', (_, without, having) => {
    expect(readDuring(put('1.0.0'), [], without, having).outcome).toBe('racy');
    expect(readDuring(put('1.0.0'), [], having, without).outcome).toBe('racy');
  });

  it.each<[string, Write]>([
    ['another thing has the path', { ...put('1.0.0'), target: '/packages/mid-pad' }],
    ['its body has another name', { ...put('1.0.0'), body: { name: 'mid-pad' } }],
    ['only the end of the path is the name', { ...put('1.0.0'), body: { tag: 'x' } }],
  ])('may not be missing if %s', (_, write) => {
    const compared = readDuring(write, [], [other, listed('1.0.0')], [other]);
    expect(compared.outcome).toBe('mismatch');
  });

  it('explains no other missing element beside it', () => {
    const compared = readDuring(put('1.0.0'), [], [other, listed('1.0.0')], []);
    expect(compared.outcome).toBe('mismatch');
  });

  it('may not be missing if it has an id of its own', () => {
    const compared = readDuring(put('1.0.0'), [], [{ id: 7, ...listed('1.0.0') }], []);
    expect(compared.outcome).toBe('mismatch');
  });

  it('may not be missing if two things have that name', () => {
    const elsewhere: Write = { ...put('1.0.0'), target: '/teams/left-pad' };
    const compared = readDuring(put('1.0.0'), [elsewhere], [listed('1.0.0')], []);
    expect(compared.outcome).toBe('mismatch');
  });
});

describe('a thing that lists show by its name, in a read that overlapped with a later PUT', () => {
  it('may be in the state before or after the PUT', () => {
    const [older, newer] = [{ items: [listed('1.0.0')] }, { items: [listed('1.1.0')] }];
    expect(readDuring(put('1.1.0'), [put('1.0.0')], older, newer).outcome).toBe('racy');
    expect(readDuring(put('1.1.0'), [put('1.0.0')], newer, older).outcome).toBe('racy');
  });

  it.each<[string, object]>([
    ['another version', listed('1.2.0')],
    ['a member that was not replaced', { ...listed('1.1.0'), extra: true }],
    ['a file of the wrong version', { ...listed('1.1.0'), file: 'http://host/left-pad-9.tgz' }],
  ])('may not show %s', (_, theirs) => {
    const primary = { items: [listed('1.0.0')] };
    const compared = readDuring(put('1.1.0'), [put('1.0.0')], primary, { items: [theirs] });
    expect(compared.outcome).toBe('mismatch');
  });

  it('may not be missing, because it existed before and after', () => {
    const primary = { items: [listed('1.0.0')] };
    const compared = readDuring(put('1.1.0'), [put('1.0.0')], primary, { items: [] });
    expect(compared.outcome).toBe('mismatch');
  });
});

describe('a thing that lists show by its name, in a read that overlapped with its removal', () => {
  it.each<[string, Write]>([
    ['by its path', remove],
    ['with its revision behind it', { ...remove, target: `${place}/-rev/3-04d1dbdc4ed52f45` }],
  ])('may be missing: %s', (_, write) => {
    const compared = readDuring(write, [put('1.0.0')], [listed('1.0.0')], []);
    expect(compared.outcome).toBe('racy');
  });

  it.each<[string, Write]>([
    ['a part of it is removed', { ...remove, target: `${place}/tags/beta` }],
    ['a thing of that name is removed elsewhere', { ...remove, target: '/teams/left-pad' }],
  ])('may not be missing if %s', (_, write) => {
    const compared = readDuring(write, [put('1.0.0')], [listed('1.0.0')], []);
    expect(compared.outcome).toBe('mismatch');
  });
});
