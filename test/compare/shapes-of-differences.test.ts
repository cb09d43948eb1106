import { describe, expect, it } from 'vitest';
import { compareResponses } from './pair-fixture.ts';

const uuids = Array.from(
  { length: 40 },
  (_, at) => `0b5ad7c2-6c5e-4f0a-9d0c-2f2e7a1b9c${String(at + 10)}`,
);
const otherUuids = uuids.map((uuid) => uuid.replace('0b5a', 'ffff'));

const shapesOf = (primary: unknown, candidate: unknown): readonly unknown[] =>
  compareResponses(
    { body: JSON.stringify(primary) },
    { body: JSON.stringify(candidate) },
  ).differences.map(({ shape }) => shape);

describe('the shape of a difference', () => {
  it.each([
    ['changed', { id: uuids[0] }, { id: 'X' }, 'uuid → word'],
    ['changed, and look the same', { id: uuids[0] }, { id: uuids[1] }, null],
    ['of another type', { id: 7 }, { id: '7' }, 'integer → number as text'],
    ['only the candidate’s', {}, { id: 7 }, 'absent → number'],
    ['only primary’s', { id: 'a' }, {}, 'string → absent'],
    ['in another order', { list: ['a', 'b', 'c'] }, { list: ['c', 'b', 'a'] }, null],
    ['hidden', { password: uuids[0] }, { password: 'hunter2' }, 'uuid → word'],
  ])('is recorded for values that are %s', (_what, primary, candidate, shape) => {
    expect(shapesOf(primary, candidate)).toEqual([shape]);
  });

  it('is recorded for headers, but not if only one side has the header', () => {
    const [changed] = compareResponses(
      { fields: ['Location', '/a'] },
      { fields: ['Location', 'nowhere at all.'] },
    ).differences;
    expect(changed).toMatchObject({ path: 'location', shape: 'path → text' });
    const [added] = compareResponses(
      { fields: ['X-Powered-By', 'a'] },
      { fields: ['X-Powered-By', 'a', 'Location', '/a'] },
    ).differences;
    expect(added).toMatchObject({ path: 'location', shape: null });
  });

  it('makes a difference listed however many differences of other shapes the field has', () => {
    const theirs = otherUuids.map((uuid, at) => (at === 30 ? 'X' : uuid));
    const shapes = shapesOf(withPositions(uuids), withPositions(theirs));
    expect(shapes.filter((shape) => shape === null)).toHaveLength(10);
    expect(shapes).toContain('uuid → word');
  });
});

function withPositions(ids: readonly string[]): unknown {
  return ids.map((id, at) => ({ at, id }));
}
