import { describe, expect, it } from 'vitest';
import { createGraphqlDocuments } from '../../../src/shadow/operations/graphql-document.ts';

/** Parses documents that cost this much CPU time each; it reads that before and after each. */
function readerWith(eachMs: number) {
  const clock = { nowMs: 0 };
  let calls = 0;
  const cpuMs = (): number => {
    calls += 1;
    return Math.floor(calls / 2) * eachMs;
  };
  const read = createGraphqlDocuments({ now: () => clock.nowMs, cpuMs });
  return { clock, isRead: (name: string) => read(`{ ${name} }`) !== null };
}

describe('the cache of GraphQL documents', () => {
  it('parses each document once', () => {
    const read = createGraphqlDocuments();
    expect(read('{ a }')).toBe(read('{ a }'));
  });

  it('forgets documents that were not used for a long time', () => {
    const read = createGraphqlDocuments({ now: () => 0, cpuMs: () => 0 });
    const [kept, forgotten] = [read('{ kept }'), read('{ forgotten }')];
    for (let i = 0; i < 40; i += 1) {
      read(`{ a${i} ${'a '.repeat(9000)} }`);
      read('{ kept }');
    }
    expect(read('{ kept }')).toBe(kept);
    expect(read('{ forgotten }')).not.toBe(forgotten);
  });

  it('limits parsing to a share of the time', () => {
    const { clock, isRead } = readerWith(400);
    expect(['a', 'b', 'c'].map(isRead)).toEqual([true, true, true]);
    expect(isRead('d')).toBe(false);
    expect(isRead('a')).toBe(true);
    clock.nowMs += 1000;
    expect(isRead('d')).toBe(true);
  });

  it('parses all new documents if they cost little CPU time, however long the machine lets the thread wait', () => {
    let nowMs = 0;
    const read = createGraphqlDocuments({ now: () => (nowMs += 3_000), cpuMs: () => 0 });
    const names = Array.from({ length: 20 }, (_, at) => `a${at}`);
    expect(names.filter((name) => read(`{ ${name} }`) === null)).toEqual([]);
  });

  it('parses again after four seconds at most, however long a document took', () => {
    const { clock, isRead } = readerWith(60_000);
    expect(isRead('a')).toBe(true);
    clock.nowMs += 4_001;
    expect(isRead('b')).toBe(true);
  });
});
