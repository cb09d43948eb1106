import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { recordExchange } from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import type { Reading } from '../../../src/vocabulary/reading.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import {
  addExchanges,
  exchangeOf,
  hourMs,
  margins,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';
import { database, queries } from './readings-of.ts';

function judge(evidence: Evidence, hours = 24) {
  const { criteria } = evaluateGate(evidence, policyOf(), startMs + hours * hourMs, undisturbed);
  return criteria.find(({ criterion }) => criterion === 'server_timing');
}

function after(count: number, readings: readonly Reading[], hours = 24) {
  return judge(addExchanges(emptyEvidence(), count, { readings }, hours), hours);
}

describe('the criterion server_timing', () => {
  it('does not exist if no answer has Server-Timing', () => {
    expect(after(500, [])).toBeUndefined();
  });

  it('passes a candidate with the same values after some hundred exchanges', () => {
    const result = after(200, [queries(2, 2), database(1.5, 1.5)]);
    expect(result).toMatchObject({ result: 'pass', needs: null });
    expect(result?.reason).toContain(
      'keys: db 1.50 → 1.50 ms, queries 2.0 → 2.0 (primary → candidate).',
    );
  });

  it('waits for more exchanges at first, and states how many', () => {
    const result = after(20, [queries(2, 2)], 1);
    expect(result?.result).toBe('inconclusive');
    expect(result?.needs?.exchanges).toBeGreaterThan(0);
  });

  it('names at once the route on which the candidate has more queries', () => {
    const result = after(60, [queries(2, 52)], 0.1);
    expect(result?.result).toBe('inconclusive');
    expect(result?.reason).toContain(
      'GET /keys: queries 2.0 → 52.0 per exchange (primary → candidate), more than 1.5 times as many and 1 in 60 of 60 exchanges. ' +
        'Chance does not explain this: the candidate cannot pass with it, and fails once blocks of time prove it.',
    );
  });

  it('fails a candidate with more queries within three hours', () => {
    expect(after(512, [queries(2, 52)], 3)?.result).toBe('fail');
  });

  it('does not pass while one route has higher values, however small its part of the area', () => {
    const evidence = addExchanges(emptyEvidence(), 5000, { readings: [queries(2, 2)] });
    addExchanges(evidence, 60, { route: 'GET /keys/{id}', readings: [queries(2, 52)] }, 0.1);
    expect(judge(evidence)?.result).toBe('inconclusive');
  });

  it('allows one more query, and half as many on top', () => {
    expect(after(500, [queries(10, 16)])?.result).toBe('pass');
  });

  it('fails longer times by the margin of the response times', () => {
    expect(after(5000, [database(10, 10.9)])?.result).toBe('pass');
    expect(after(5000, [database(10, 13)])?.result).toBe('fail');
  });

  it('compares the candidate with the secondary if the secondary states the same', () => {
    expect(after(500, [queries(2, 52, 52)])?.result).toBe('pass');
  });

  it('passes in spite of a metric in less than one exchange in a hundred', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, { readings: [queries(2, 2)] });
    addExchanges(evidence, 5, { readings: [queries(2, 2), database(1, 1)] });
    expect(judge(evidence)?.result).toBe('pass');
  });

  it('never fails because of caches that miss at random on both sides', () => {
    const random = seededRandom(5);
    const evidence = emptyEvidence();
    for (let at = 0; at < 4000; at += 1) {
      const one = () => (random() < 0.3 ? 12 : 2);
      const readings = [queries(one(), one())];
      recordExchange(
        evidence,
        exchangeOf({ wallClockMs: startMs + at * 20_000, readings }),
        margins,
      );
    }
    expect(judge(evidence)?.result).not.toBe('fail');
  });
});

/*
 * What is promised is a frequency: days of alike deployments, with metrics that appear as they go, and somebody
 * who looks every hour.
 */
describe('equal deployments with varying queries and times', () => {
  it('fail on no more of 40 days than the error of the gate allows', () => {
    const failed = Array.from({ length: 40 }, (_, run) => failsOnce(seededRandom(run + 1)));
    expect(failed.filter(Boolean).length).toBeLessThanOrEqual(2);
  });
});

function failsOnce(random: () => number): boolean {
  const evidence = emptyEvidence();
  const varying = (most: number) => Math.floor(most * random() ** 3);
  for (let hour = 0; hour < 24; hour += 1) {
    for (let at = 0; at < 60; at += 1) {
      const wallClockMs = startMs + (hour + at / 60) * hourMs;
      const late: readonly Reading[] = hour < 6 ? [] : [database(varying(50), varying(50))];
      const readings = [queries(varying(30), varying(30)), ...late];
      recordExchange(evidence, exchangeOf({ wallClockMs, readings }), margins);
    }
    if (judge(evidence, hour + 1)?.result === 'fail') return true;
  }
  return false;
}
