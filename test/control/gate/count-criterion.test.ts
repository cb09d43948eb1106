import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import type { Reading } from '../../../src/vocabulary/reading.ts';
import { addExchanges, hourMs, policyOf, startMs, undisturbed } from './observed-exchange.ts';
import { cost } from './readings-of.ts';

const counts = [{ name: 'cost', of: '$.cost', function: 'sum' as const }];
const policy = policyOf({}, { areas: { keys: { counts } } });

function judge(evidence: Evidence) {
  const { criteria } = evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
  return criteria.find(({ criterion }) => criterion === 'counts');
}

function after(...groups: readonly (readonly [number, readonly Reading[]])[]) {
  const evidence = emptyEvidence();
  for (const [count, readings] of groups) addExchanges(evidence, count, { readings });
  return judge(evidence);
}

describe('the criterion counts', () => {
  it('passes if the totals are the same, and states both', () => {
    const result = after([200, [cost(0.1, 0.1)]]);
    expect(result).toMatchObject({ result: 'pass', needs: null });
    expect(result?.reason).toBe('keys: cost 20 / 20 (primary / candidate).');
  });

  it('waits for a hundred exchanges', () => {
    expect(after([30, [cost(1, 1)]])).toMatchObject({
      result: 'inconclusive',
      needs: { exchanges: 70 },
    });
  });

  it("fails if most of the candidate's answers have lower values", () => {
    const result = after([200, [cost(1, 1)]], [40, [cost(1, 0.9)]]);
    expect(result?.result).toBe('fail');
    expect(result?.reason).toContain("cost is off by 1.67 % of the reference's total, 240;");
  });

  it('allows differences within the tolerance', () => {
    expect(after([2000, [cost(1, 1)]], [1, [cost(1, 0)]])?.result).toBe('pass');
  });

  it('neither passes nor fails because of one extreme answer', () => {
    expect(after([200, [cost(1, 1)]], [1, [cost(1, 500)]])?.result).toBe('inconclusive');
  });

  it('does not fail because of noise in both directions, whatever its sum', () => {
    const result = after([200, [cost(1, 1)]], [60, [cost(1, 1.5)]], [40, [cost(1, 0.8)]]);
    expect(result?.result).toBe('inconclusive');
  });

  it('compares the candidate with the secondary if there is one', () => {
    expect(after([200, [cost(1, 2, 2)]])?.result).toBe('pass');
    expect(after([200, [cost(1, 1, 2)]])?.result).toBe('fail');
  });

  it('uses exchanges without an answer of the secondary, too', () => {
    const result = after([200, [cost(1, 1, 1)]], [200, [cost(1, 0.5)]]);
    expect(result?.result).toBe('fail');
    expect(result?.reason).toContain("cost is off by 25 % of the reference's total, 400;");
  });

  it('has values of all exchanges if a secondary answered one of them', () => {
    expect(after([199, [cost(1, 1)]], [1, [cost(1, 1, 1)]])?.result).toBe('pass');
  });

  it('fails a candidate with constantly higher values only after hours', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, { readings: [cost(1, 2)] }, 1);
    expect(judge(evidence)?.result).toBe('inconclusive');
    expect(judge(evidence)?.reason).toContain('which may be chance');
    addExchanges(evidence, 2000, { readings: [cost(1, 2)] }, 4);
    expect(judge(evidence)?.result).toBe('fail');
  });

  it('does not fail for many exchanges in a few phases', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, { readings: [cost(1, 1)] });
    addExchanges(evidence, 1000, { readings: [cost(1, 2)] }, 0.5);
    expect(judge(evidence)?.result).toBe('inconclusive');
  });

  it('does not pass once its sums are too large to continue', () => {
    const huge = 9e11;
    const result = after([2000, [cost(huge, huge)]]);
    expect(result?.result).toBe('inconclusive');
    expect(result?.reason).toContain('cost is too large to add to');
  });

  it('fails a candidate whose sums differ before they are too large', () => {
    expect(after([2000, [cost(9e11, 8e11)]])?.result).toBe('fail');
  });

  it('leaves out an exchange with a value that is too large for a sum', () => {
    const result = after([200, [cost(1, 1)]], [20, [cost(1, 1e300)]], [20, [cost(1, 1, -1e300)]]);
    expect(result?.reason).toBe('keys: cost 200 / 200 (primary / candidate).');
  });
});
