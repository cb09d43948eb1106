import { describe, expect, it } from 'vitest';
import {
  type ObservedExchange,
  recordExchange,
} from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence, type RouteEvidence } from '../../../src/vocabulary/evidence.ts';
import { exchangeOf, failedExchange, margins, place } from './observed-exchange.ts';

function recorded(...exchanges: readonly Partial<ObservedExchange>[]): RouteEvidence {
  const evidence = emptyEvidence();
  for (const one of exchanges) recordExchange(evidence, exchangeOf(one), margins);
  return [...evidence.routes.values()][0]!;
}

function judged(candidate: readonly string[], secondary: readonly string[]) {
  return {
    differences: candidate.map(place),
    secondary: { differences: secondary.map(place), truncated: false },
  };
}

describe('the evidence of an exchange', () => {
  it('has a field that differs at several indexes once', () => {
    const { fields } = recorded({ differences: [place('$.items[*]'), place('$.items[*]')] });
    expect(fields.get('body changed $.items[*]')?.differing).toBe(1);
  });

  it('has counts by aspect, and an exchange with two aspects in both', () => {
    const status = { aspect: 'status', kind: 'changed', template: 'status' } as const;
    const { aspects } = recorded({ differences: [status, place('$.a'), place('$.b')] });
    expect(aspects).toEqual({ status: 1, header: 0, body: 1 });
  });

  it('has the fields that only one of candidate and secondary shows', () => {
    const { fields } = recorded(judged(['$.a', '$.both'], ['$.b', '$.both']));
    expect(Object.fromEntries(fields)).toMatchObject({
      'body changed $.a': { differing: 1, candidateOnly: 1, referenceOnly: 0, both: 0 },
      'body changed $.both': { differing: 1, candidateOnly: 0, referenceOnly: 0, both: 1 },
      'body changed $.b': { differing: 0, candidateOnly: 0, referenceOnly: 1, both: 0 },
    });
  });

  it('does not have known noise in its sets of fields', () => {
    const noise = Array.from({ length: 5 }, () => judged([], ['$.id']));
    const { fieldSets } = recorded(
      ...noise,
      judged(['$.id'], ['$.id']),
      judged(['$.id', '$.cost'], []),
    );
    expect([...fieldSets]).toEqual([
      ['(noise)', 1],
      ['(noise)\nbody changed $.cost', 1],
    ]);
  });

  it('has an exchange without a whole answer as failed', () => {
    expect(recorded(failedExchange)).toMatchObject({
      compared: 1,
      failed: 1,
      differing: 0,
      errors: { candidateOnly: 1 },
    });
  });

  it('has the earliest and the latest exchange, in any order', () => {
    const { firstSeenMs, lastSeenMs } = recorded(
      { wallClockMs: 20 },
      { wallClockMs: 10 },
      { wallClockMs: 30 },
    );
    expect([firstSeenMs, lastSeenMs]).toEqual([10, 30]);
  });

  it('has one field if a key contains a line break', () => {
    const { fieldSets } = recorded({ differences: [place('$["a\nb"]')] });
    expect([...fieldSets.keys()]).toEqual(['body changed $["a\ufffdb"]']);
  });
});

describe('a route with different fields in each exchange', () => {
  const fresh = Array.from({ length: 1000 }, (_, at) => ({ differences: [place(`$.key${at}`)] }));

  it('has 200 of them, and the others under one name', () => {
    const { fields } = recorded(...fresh);
    expect(fields.size).toBe(201);
    expect(fields.get('(other)')?.differing).toBe(800);
  });

  it('has a limited number of sets, and loses no exchange', () => {
    const { fieldSets } = recorded(...fresh);
    expect(fieldSets.size).toBe(201);
    expect([...fieldSets.values()].reduce((sum, exchanges) => sum + exchanges)).toBe(1000);
  });

  it('has a template of megabytes shortened', () => {
    const { fields } = recorded({ differences: [place('x'.repeat(2_000_000))] });
    expect([...fields.keys()][0]!.length).toBeLessThan(300);
  });
});
