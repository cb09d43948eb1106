import { describe, expect, it } from 'vitest';
import type { ThingMark } from '../../../src/shadow/divergence/thing-mark.ts';
import { ThingMarks } from '../../../src/shadow/divergence/thing-marks.ts';

function mark(kind: ThingMark['kind'], cause: number, more: Partial<ThingMark> = {}): ThingMark {
  return {
    kind,
    because: 'loss',
    cause,
    until: 0,
    isTarget: true,
    states: [],
    changed: [],
    mayBeGone: false,
    ...more,
  };
}

describe('a marked thing', () => {
  it('is known by each of its identities', () => {
    const marks = new ThingMarks();
    marks.note(['key 7', 'secret'], mark('absent', 1));
    expect([marks.of('key 7')?.cause, marks.of('secret')?.cause]).toEqual([1, 1]);
  });

  it('has the earliest cause, even if a race was noted first', () => {
    const marks = new ThingMarks();
    marks.note(['key 7'], mark('raced', 9, { because: 'race' }));
    marks.note(['key 7'], mark('absent', 1));
    expect(marks.of('key 7')).toMatchObject({ kind: 'absent', because: 'loss', cause: 1 });
  });

  it('keeps its first cause', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('stale', 1));
    marks.note(['a'], mark('stale', 2));
    expect(marks.of('a')?.cause).toBe(1);
  });

  it('is present if its removal is missed, too', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('stale', 1));
    marks.note(['a'], mark('extra', 2));
    expect(marks.of('a')).toMatchObject({ kind: 'extra', cause: 1 });
  });

  it('loses its mark if primary removes a thing that the candidate never created', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('absent', 1));
    marks.note(['a'], mark('extra', 2));
    expect(marks.of('a')).toBeUndefined();
  });

  it('stays absent if a change of it is missed', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('absent', 1));
    marks.note(['a'], mark('stale', 2));
    expect(marks.of('a')?.kind).toBe('absent');
  });

  it('has the states before each missed write', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('stale', 1, { states: [{ name: 'old' }] }));
    marks.note(['a'], mark('stale', 2, { states: [{ name: 'newer' }] }));
    expect(marks.of('a')?.states).toEqual([{ name: 'old' }, { name: 'newer' }]);
  });

  it('is forgotten when the mark ends, or when all marks are cleared', () => {
    const marks = new ThingMarks();
    marks.note(['a'], mark('absent', 1));
    marks.note(['b'], mark('absent', 1));
    marks.noteCandidates(['c'], mark('extra', 1));
    marks.end(['a']);
    expect(marks.size).toBe(2);
    marks.clear();
    expect(marks.isNone).toBe(true);
  });
});

describe('a write to both deployments that sets some members of a marked thing', () => {
  const missed = mark('stale', 1, {
    states: [{ name: 'old', color: 'red' }],
    changed: ['name', 'color'],
  });

  function afterWriting(members: readonly string[] | 'all') {
    const marks = new ThingMarks();
    marks.note(['key 7'], missed);
    marks.noteWritten('key 7', members);
    return marks.of('key 7');
  }

  it('leaves the other missed members marked', () => {
    const left = { states: [{ color: 'red' }], changed: ['color'] };
    expect(afterWriting(['name'])).toMatchObject(left);
  });

  it('leaves no members marked if it is unknown which it set', () => {
    expect(afterWriting('all')).toMatchObject({ states: [], changed: [] });
  });
});
