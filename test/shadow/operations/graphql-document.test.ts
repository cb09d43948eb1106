import { describe, expect, it } from 'vitest';
import { createGraphqlDocuments } from '../../../src/shadow/operations/graphql-document.ts';

/** Parses documents that take this long each; it reads the clock before and after each. */
function readerWith(eachMs: number) {
  const clock = { nowMs: 0 };
  let calls = 0;
  const read = createGraphqlDocuments(() => {
    // Once when it is created.
    if (calls % 2 === 0 && calls > 0) clock.nowMs += eachMs;
    calls += 1;
    return clock.nowMs;
  });
  return { clock, read };
}

describe('the cache of GraphQL documents', () => {
  it('parses each document once', () => {
    const read = createGraphqlDocuments();
    expect(read('{ a }')).toBe(read('{ a }'));
  });

  it('forgets documents that were not used for a long time', () => {
    const read = createGraphqlDocuments(() => 0);
    const [kept, forgotten] = [read('{ kept }'), read('{ forgotten }')];
    for (let i = 0; i < 40; i += 1) {
      read(`{ a${i} ${'a '.repeat(9000)} }`);
      read('{ kept }');
    }
    expect(read('{ kept }')).toBe(kept);
    expect(read('{ forgotten }')).not.toBe(forgotten);
  });

  it('limits parsing to a share of the time', () => {
    const { clock, read } = readerWith(400);
    const isRead = (name: string) => read(`{ ${name} }`) !== null;
    expect(['a', 'b', 'c', 'd'].map(isRead)).toEqual([true, true, true, true]);
    expect(isRead('e')).toBe(false);
    expect(isRead('a')).toBe(true);
    clock.nowMs += 1000;
    expect(isRead('e')).toBe(true);
  });
});
