import { describe, expect, it, vi } from 'vitest';
import { IdBook } from '../../../src/shadow/identity/book/id-book.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

function answer(id: unknown) {
  return { status: 201, fields: ['Location', `/keys/${String(id)}`], body: { id } };
}

/** A key that both deployments create, with its URL in the answer. */
function created(primary: unknown, candidate: unknown) {
  const world = worldUnderTest();
  world.exchange({ method: 'POST', target: '/keys', body: {} }, answer(primary), answer(candidate));
  return world;
}

describe('an id of another JSON type on the candidate', () => {
  it.each<[unknown, unknown, string, string]>([
    [7, 'a1b2', '{"keyId":7}', '{"keyId":"a1b2"}'],
    [7, 'a1b2', '{"keyId":"7"}', '{"keyId":"a1b2"}'],
    ['a1b2', 7, '{"keyId":"a1b2"}', '{"keyId":7}'],
    ['a1b2', 7, '{"keys":{"a1b2":1}}', '{"keys":{"7":1}}'],
    [7, 12, '{"keyId":7}', '{"keyId":12}'],
    [7, '7', '{"keyId":7}', '{"keyId":"7"}'],
    ['7', 7, '{"keyId":"7"}', '{"keyId":7}'],
  ])(
    'is written as the candidate writes it, also if a URL showed it first: %j is %j',
    (ours, theirs, asked, sent) => {
      const world = created(ours, theirs);
      expect(world.translate({ method: 'POST', target: '/x', body: asked }).text).toBe(sent);
      expect(world.translate({ target: `/keys/${String(ours)}` }).head.target).toBe(
        `/keys/${String(theirs)}`,
      );
    },
  );

  it('does not change a path that stays the same', () => {
    expect(created(7, '7').translate({ target: '/keys/7' }).translated).toEqual([]);
  });

  it('is reported once for each kind of thing', () => {
    const onTypeChange = vi.fn();
    const book = new IdBook(100, null, onTypeChange);
    const mapping = { changes: false, isShared: false, fromCreation: true, pinned: false };
    for (const [kind, at] of [
      ['key', 1],
      ['key', 2],
      ['team', 3],
    ] as const) {
      const sides = { primary: String(at), candidate: `a${at}b2` };
      book.learn({ ...mapping, ...sides, kind, primaryIsNumber: true, candidateIsNumber: false });
    }
    expect(onTypeChange.mock.calls.map(([{ kind }]) => kind as unknown)).toEqual(['key', 'team']);
  });
});
