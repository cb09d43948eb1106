import { noSlack } from '../../src/vocabulary/time-slack.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison, SecondaryComparison } from '../../src/vocabulary/comparison.ts';
import type { Leg } from '../../src/vocabulary/pair.ts';
import {
  answered,
  comparerFor,
  exchangeOf,
  pairOf,
  pairWith,
  type ResponseSpec,
} from './pair-fixture.ts';

const keys: ResponseSpec = { body: '{"id":7,"now":1}' };
const later: ResponseSpec = { body: '{"id":7,"now":2}' };

/** The comparison of the three answers to one request. */
function compareAll(
  primary: ResponseSpec,
  candidate: ResponseSpec,
  secondary: Leg | null,
  config: Record<string, unknown> = {},
): Comparison {
  return comparerFor(config).compare({ ...pairOf(primary, candidate), secondary });
}

function noiseOf(
  primary: ResponseSpec,
  secondary: ResponseSpec,
  config: Record<string, unknown> = {},
): SecondaryComparison {
  return compareAll(primary, primary, answered(secondary), config).secondary!;
}

function redirectTo(origin: string): ResponseSpec {
  return { status: 302, fields: ['Location', `${origin}/keys/7`] };
}

function manyFields(value: number): ResponseSpec {
  const fields = Array.from({ length: 80 }, (_, i) => [`f${i}`, value]);
  return { body: JSON.stringify(Object.fromEntries(fields)) };
}

describe("the secondary's answer", () => {
  it("is compared with primary's answer", () => {
    expect(compareAll(keys, keys, answered(later))).toMatchObject({
      outcome: 'match',
      differences: [],
      secondary: {
        answer: { status: 200 },
        differences: [{ kind: 'changed', path: '$.now', primary: '1', candidate: '2' }],
        truncated: false,
      },
    });
  });

  it('is marked as lost if there was no room for it', () => {
    const lost: Leg = { kind: 'unsent', reason: 'compare_budget' };
    expect(compareAll(keys, keys, lost)).toMatchObject({
      outcome: 'match',
      secondary: { answer: null, differences: [], isLost: true },
    });
  });

  it('does not change the comparison of the candidate', () => {
    const alone = compareAll(keys, later, null);
    expect(compareAll(keys, later, answered(later))).toEqual({
      ...alone,
      secondary: { answer: alone.candidate, differences: alone.differences, truncated: false },
    });
  });

  it('is compared also if the candidate gave no answer', () => {
    const failed: Leg = { kind: 'failed', failure: 'timeout', totalMs: 30_000 };
    const pair = { ...pairWith(exchangeOf(keys), failed), secondary: answered(later) };
    expect(comparerFor().compare(pair)).toMatchObject({
      outcome: 'candidate_error',
      secondary: { differences: [{ path: '$.now' }] },
    });
  });

  it('is reported with its times and its size', () => {
    expect(noiseOf(keys, { body: '{}' }).answer).toEqual({
      status: 200,
      slack: noSlack,
      firstByteMs: 5,
      totalMs: 9,
      bodyBytes: 2,
      stream: null,
    });
  });

  it('is compared by the rules of the config', () => {
    expect(noiseOf(keys, later, { compare: { ignore: ['$.now'] } }).differences).toEqual([]);
  });

  it('is redacted', () => {
    const noise = noiseOf({ body: '{"token":"hunter2"}' }, { body: '{"token":"hunter3"}' });
    expect(noise.differences).toHaveLength(1);
    expect(JSON.stringify(noise)).not.toContain('hunter');
  });

  it("matches if it contains the secondary's address where primary's contains that of primary", () => {
    const config = { secondary: 'http://127.0.0.1:3' };
    expect(
      noiseOf(redirectTo('http://127.0.0.1:1'), redirectTo('http://127.0.0.1:3'), config)
        .differences,
    ).toEqual([]);
  });

  it('is marked as truncated if more fields differ than are listed', () => {
    const { differences, truncated } = noiseOf(manyFields(1), manyFields(2));
    expect(differences.length).toBe(50);
    expect(truncated).toBe(true);
  });
});

describe('a secondary', () => {
  it('that gave no whole answer has no differences', () => {
    const failed: Leg = { kind: 'failed', failure: 'reset', totalMs: 3 };
    expect(compareAll(keys, keys, failed).secondary).toEqual({
      answer: null,
      differences: [],
      truncated: false,
    });
  });

  it.each<[string, Leg | null]>([
    ['that was not asked', null],
    ['whose request could not be sent', { kind: 'unsent', reason: 'unmirrorable' }],
  ])('is not in the comparison: a secondary %s', (_, leg) => {
    expect(compareAll(keys, keys, leg).secondary).toBeNull();
  });
});

describe('a secondary and a candidate that answer the same', () => {
  it('have the same differences from primary, whatever they answer', () => {
    const body = fc.json({ maxDepth: 3 });
    fc.assert(
      fc.property(body, body, fc.constantFrom(200, 404, 500), (primary, other, status) => {
        const compared = compareAll({ body: primary }, { body: other, status }, null);
        const answer: ResponseSpec = { body: other, status };
        const { differences, truncated, candidate, secondary } = compareAll(
          { body: primary },
          answer,
          answered(answer),
        );
        expect(secondary).toEqual({ answer: candidate, differences, truncated });
        expect(differences).toEqual(compared.differences);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
