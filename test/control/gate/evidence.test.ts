import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ObservedExchange,
  recordExchange,
  recordNotCompared,
} from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import { addCoverage, mergeEvidence } from '../../../src/vocabulary/merge-evidence.ts';
import { cleanEvidence, exchangeOf, failedExchange, margins, place } from './observed-exchange.ts';

const places = fc.subarray(['$.cost', '$.id', '__proto__'].map(place));
const count = fc.nat({ max: 1e6 });

const exchange: fc.Arbitrary<ObservedExchange> = fc
  .record({
    epoch: fc.constantFrom('v1', 'v2'),
    area: fc.constantFrom('keys', 'logs'),
    route: fc.constantFrom('GET /keys', 'GET /logs', '__proto__'),
    wallClockMs: count,
    kind: fc.constantFrom('answered', 'candidate_failed', 'primary_failed'),
    candidateError: fc.boolean(),
    primaryError: fc.boolean(),
    differences: places,
    truncated: fc.boolean(),
    secondary: fc.option(fc.record({ differences: places, truncated: fc.boolean() })),
    latency: fc.option(fc.record({ candidateMs: count, referenceMs: count })),
  })
  .map((changes) => exchangeOf(changes));

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    exchanges: fc.array(exchange, { maxLength: 12 }),
    shed: fc.array(fc.constantFrom('mirror_queue', 'aborted'), { maxLength: 4 }),
    leftOut: fc.array(fc.constantFrom('unsafe_method', 'upgrade'), { maxLength: 4 }),
    excused: fc.array(fc.constantFrom('not_sampled', 'route_off', 'route_rate'), { maxLength: 4 }),
    coverage: fc.record({ eligible: count, sampled: count, mirrored: count, compared: count }),
  })
  .map(({ exchanges, shed, leftOut, excused, coverage }) => {
    const recorded = emptyEvidence();
    for (const one of exchanges) recordExchange(recorded, one, margins);
    const under = { area: 'keys', route: 'GET /keys' };
    for (const reason of shed) recordNotCompared(recorded, under, 'shed', reason);
    for (const reason of leftOut) recordNotCompared(recorded, under, 'leftOut', reason);
    for (const reason of excused) recordNotCompared(recorded, under, 'excusedByPolicy', reason);
    addCoverage(recorded.coverage, { ...coverage, shed: new Map([['aborted', shed.length]]) });
    return recorded;
  });

const options = { seed: 5, numRuns: 200 };

describe('merging evidence', () => {
  it('is associative', () => {
    fc.assert(
      fc.property(evidence, evidence, evidence, (a, b, c) => {
        const left = mergeEvidence(mergeEvidence(a, b), c);
        expect(left).toEqual(mergeEvidence(a, mergeEvidence(b, c)));
      }),
      options,
    );
  });

  it('is commutative', () => {
    fc.assert(
      fc.property(evidence, evidence, (a, b) => {
        expect(mergeEvidence(a, b)).toEqual(mergeEvidence(b, a));
      }),
      options,
    );
  });

  it('has empty evidence as its neutral element', () => {
    fc.assert(
      fc.property(evidence, (a) => {
        expect(mergeEvidence(a, emptyEvidence())).toEqual(a);
      }),
      options,
    );
  });

  it('does not change its two inputs', () => {
    const a = cleanEvidence(3);
    const before = structuredClone(a);
    recordExchange(mergeEvidence(a, a), exchangeOf(failedExchange), margins);
    expect(a).toEqual(before);
  });
});
