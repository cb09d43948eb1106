import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonOf } from './comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from './plane-under-test.ts';

async function scopeOf(plane: PlaneUnderTest): Promise<unknown> {
  const gate = (await (await plane.ask('/api/gate')).json()) as {
    criteria: { criterion: string; n: number | null; k: number | null }[];
  };
  const scope = gate.criteria.find(({ criterion }) => criterion === 'scope');
  return { n: scope?.n, k: scope?.k };
}

function unsafe(status: number): Comparison {
  const { primary } = comparisonOf();
  return comparisonOf({
    route: 'POST /admin.php',
    outcome: 'skipped',
    reason: 'unsafe_method',
    primary: { ...primary, status },
    candidate: null,
  });
}

describe('the scope of the evidence', () => {
  it.each([404, 405, 501])(
    'leaves out routes that primary answers with %i, because scanners request them',
    async (status) => {
      using plane = planeUnderTest();
      await plane.feed([comparisonOf(), unsafe(status)]);
      expect(await scopeOf(plane)).toEqual({ n: 1, k: 0 });
    },
  );

  it('is empty after a reset', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf(), unsafe(200)]);
    await plane.ask('/api/gate/reset', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: '127.0.0.1:9900' },
      body: JSON.stringify({ who: 'Ada', reason: 'it was warming up' }),
    });
    await plane.feed([comparisonOf()]);
    expect(await scopeOf(plane)).toEqual({ n: 1, k: 0 });
  });

  it('includes exchanges that were left out before the version was known', async () => {
    const candidate = { url: 'http://candidate.test', version: { header: 'x-version' } };
    using plane = planeUnderTest({ candidate });
    await plane.feed([unsafe(200), comparisonOf({ candidateVersion: 'v1' })]);
    expect(await scopeOf(plane)).toEqual({ n: 2, k: 1 });
  });
});

describe('a reset of the evidence', () => {
  it('makes the shadow plane clear its marks', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/api/gate/reset', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: '127.0.0.1:9900' },
      body: JSON.stringify({ who: 'Ada', reason: 'it was warming up' }),
    });
    expect([answer.status, plane.marksForgotten]).toEqual([200, 1]);
  });
});
