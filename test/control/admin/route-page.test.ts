import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { planeUnderTest } from '../plane-under-test.ts';

const answer = { status: 200, firstByteMs: 8, totalMs: 10, bodyBytes: 150, stream: null };

/** The page of the route of these exchanges. */
async function pageOf(comparisons: readonly Comparison[]): Promise<string> {
  using plane = planeUnderTest();
  await plane.feed(comparisons);
  const page = await plane.ask('/route?name=GET+%2Fapi%2Fcosts');
  return page.text();
}

async function textOf(comparisons: readonly Comparison[]): Promise<string> {
  return (await pageOf(comparisons)).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

function times(count: number, facts: Partial<Comparison> = {}): readonly Comparison[] {
  return Array.from({ length: count }, () => comparisonOf(facts));
}

describe('the page of a route', () => {
  it('has no curve for fewer than 30 times', async () => {
    expect(await pageOf(times(29))).not.toContain('data-plot');
    expect(await pageOf(times(30))).toContain('data-plot');
  });

  it('states how many exchanges have a time, and why others have none', async () => {
    const untimed = times(2, { primary: { ...answer, totalMs: null } });
    expect(await textOf([...times(3), ...untimed])).toMatch(
      /3 of 5 compared exchanges are timed: in 2, primary(?:'|&#39;)s time is not known/,
    );
  });

  it('has the ratio of the candidate to its reference beside the times of both', async () => {
    expect(await textOf(times(30))).toMatch(/candidate against primary × 1\.\d\d/);
  });

  it('lists the statuses in a sentence if both deployments agree', async () => {
    expect(await textOf(times(3))).toContain(
      'Both deployments answered with the same statuses: 200 in 3.',
    );
  });

  it('has a matrix of statuses if they do not agree', async () => {
    const differing = times(1, { candidate: { ...answer, status: 404 }, outcome: 'mismatch' });
    expect(await pageOf([...times(3), ...differing])).toContain('class="statuses"');
  });
});
