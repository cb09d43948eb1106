import { describe, expect, it } from 'vitest';
import { Totals } from '../../src/process/totals.ts';
import type { PlaneReport } from '../../src/vocabulary/plane-message.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

function reportOf(facts: Partial<PlaneReport> = {}): PlaneReport {
  return { shed: {}, opaque: {}, ruleUses: {}, gauges: {}, cpuSeconds: 0, ...facts };
}

describe('the use of rules in the totals of the process', () => {
  it('is added up, with the times of the first and the last report of it', () => {
    let now = 1000;
    const totals = new Totals(() => now);
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 2 } }));
    now = 2000;
    totals.add('compare', reportOf());
    now = 3000;
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 1, 'compare.by[0]': 4 } }));
    expect(totals.sum().ruleUses).toEqual({
      'compare.ignore[0]': { uses: 3, firstAtMs: 1000, lastAtMs: 3000 },
      'compare.by[0]': { uses: 4, firstAtMs: 3000, lastAtMs: 3000 },
    });
  });

  it('outlives the plane that told of it', () => {
    const totals = new Totals(() => 1000);
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 2 } }));
    totals.restarted('compare');
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 1 } }));
    expect(totals.sum().ruleUses).toMatchObject({ 'compare.ignore[0]': { uses: 3 } });
  });
});

describe('the tally of a plane', () => {
  it('tells of a use of a rule once', () => {
    const tally = new Tally();
    tally.ruleUsed('compare.ignore[0]');
    tally.ruleUsed('compare.ignore[0]');
    expect(tally.report().ruleUses).toEqual({ 'compare.ignore[0]': 2 });
    expect(tally.report().ruleUses).toEqual({});
  });
});
