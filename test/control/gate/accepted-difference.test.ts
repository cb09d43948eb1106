import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import type { AcceptedDifference } from '../../../src/control/gate/overrides.ts';
import type { Evidence } from '../../../src/vocabulary/evidence.ts';
import {
  addExchanges,
  cleanEvidence,
  hourMs,
  place,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';

const now = startMs + 24 * hourMs;

const accepted: AcceptedDifference = {
  ...place('$.cost'),
  route: 'GET /keys',
  who: 'ada',
  why: 'legacy rounds wrongly',
  expiresAtMs: now + 1,
};

function differing(...templates: string[]): Evidence {
  return addExchanges(cleanEvidence(), 500, { differences: templates.map(place) });
}

function resultWith(evidence: Evidence, difference: AcceptedDifference, hasSecondary = false) {
  const circumstances = { ...undisturbed, accepted: [difference] };
  return evaluateGate(evidence, policyOf({}, { hasSecondary }), now, circumstances).verdict;
}

describe('an accepted difference', () => {
  it('does not count', () => {
    expect(resultWith(differing('$.cost'), accepted)).toBe('pass');
  });

  it('does not count with a noise model either', () => {
    const secondary = { differences: [], truncated: false };
    const evidence = addExchanges(cleanEvidence(), 500, {
      differences: [place('$.cost')],
      secondary,
    });
    expect(resultWith(evidence, accepted, true)).toBe('pass');
  });

  it('counts again once the acceptance has expired', () => {
    expect(resultWith(differing('$.cost'), { ...accepted, expiresAtMs: now })).toBe('fail');
  });

  it('is accepted on one route', () => {
    expect(resultWith(differing('$.cost'), { ...accepted, route: 'GET /logs' })).toBe('fail');
  });

  it('does not excuse another difference in the same exchange', () => {
    expect(resultWith(differing('$.cost', '$.id'), accepted)).toBe('fail');
  });

  it('does not excuse another kind of difference in the same place', () => {
    expect(resultWith(differing('$.cost'), { ...accepted, kind: 'removed' })).toBe('fail');
  });

  it('does not excuse differences that were not listed', () => {
    const evidence = addExchanges(cleanEvidence(), 500, {
      differences: [place('$.cost')],
      truncated: true,
    });
    expect(resultWith(evidence, accepted)).toBe('fail');
  });
});
