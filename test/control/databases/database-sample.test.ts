import { describe, expect, it } from 'vitest';
import {
  changeBetween,
  type DatabaseSample,
  type StatementCounts,
} from '../../../src/control/databases/database-sample.ts';

function sampleOf(counts: StatementCounts, resetAt: string | null): DatabaseSample {
  return {
    server: '1',
    isReplica: false,
    statements: new Map([['1', counts]]),
    shapes: new Map([['1', 'select ?']]),
    tables: new Map(),
    counters: null,
    connections: 1,
    dropped: 0,
    resetAt,
  };
}

const before = { calls: 10, timeMs: 10, rows: 10 };

describe('a statement that was called between two samples', () => {
  it.each([
    ['counts its further calls', '1', '1', { calls: 12, timeMs: 12, rows: 12 }, 2],
    ['counts from zero if all were reset', '1', '2', { calls: 12, timeMs: 12, rows: 12 }, 12],
    ['counts from zero if its calls fell', '1', '1', { calls: 9, timeMs: 12, rows: 12 }, 9],
    ['counts from zero if its time fell', null, null, { calls: 12, timeMs: 9, rows: 12 }, 12],
    ['counts from zero if its rows fell', null, null, { calls: 12, timeMs: 12, rows: 9 }, 12],
  ])('%s', (_, resetBefore, resetAfter, after, calls) => {
    const change = changeBetween(sampleOf(before, resetBefore), sampleOf(after, resetAfter));
    expect(change?.statements.get('select ?')?.calls).toBe(calls);
  });
});
