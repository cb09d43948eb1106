import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { exchangeId } from '../../../src/vocabulary/exchange.ts';
import { specimenOf } from '../archive/specimen-fixture.ts';
import { differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { instance, planeUnderTest } from '../plane-under-test.ts';

function removedAt(index: number) {
  return differenceOf({
    kind: 'removed',
    path: `$.items[${index}].finishReason`,
    template: '$.items[*].finishReason',
    primary: '"stop"',
    candidate: null,
  });
}

function keptMismatch(facts: Partial<Comparison> = {}): Comparison {
  return mismatchOf([removedAt(0), removedAt(1)], {
    specimen: specimenOf(),
    wallClockMs: Date.now(),
    ...facts,
  });
}

describe('the list of kept mismatches', () => {
  it('shows in each row what differs, how often, and the first values', async () => {
    using plane = planeUnderTest();
    await plane.feed([keptMismatch()]);
    plane.save();
    const page = (await (await plane.ask('/exchanges')).text()).replaceAll(/<[^>]*>/g, ' ');
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      '$.items[*].finishReason removed ×2 &quot;stop&quot; → absent',
    );
  });

  it('opens an exchange with its neighbours in the same search', async () => {
    using plane = planeUnderTest();
    const sameRoute = [keptMismatch(), keptMismatch()];
    await plane.feed([...sameRoute, keptMismatch({ route: 'GET /other' })]);
    plane.save();
    const [older = '', newer = ''] = sameRoute.map(({ sequence }) =>
      exchangeId(instance, sequence),
    );
    const search = 'route=GET+%2Fapi%2Fcosts';
    const list = await (await plane.ask(`/exchanges?${search}`)).text();
    expect(list).toContain(`href="/exchanges/${newer}?${search}"`);
    const page = await (await plane.ask(`/exchanges/${newer}?${search}`)).text();
    expect(page).toContain(`rel="next" class="button" href="/exchanges/${older}?${search}"`);
    expect(page).not.toContain('rel="prev"');
  });
});
