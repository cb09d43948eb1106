import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import type { CriterionResult } from '../../../src/vocabulary/verdict.ts';
import {
  addExchanges,
  hourMs,
  place,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';

const nothing = { differences: [], truncated: false };

function mismatchesOf(evidence: Evidence): CriterionResult {
  const policy = policyOf({}, { hasSecondary: true });
  const verdict = evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
  return verdict.criteria.find(({ criterion }) => criterion === 'mismatches')!;
}

/** `count` exchanges in which candidate and secondary differ from primary in these fields. */
function judged(
  evidence: Evidence,
  count: number,
  candidate: readonly string[],
  secondary: readonly string[],
): Evidence {
  return addExchanges(evidence, count, {
    differences: candidate.map(placeOf),
    secondary: { differences: secondary.map(placeOf), truncated: false },
  });
}

/** `$.now` is a time shortly after; the other fields have no known shape. */
function placeOf(template: string) {
  if (template !== '$.now') return place(template);
  return { ...place(template), nature: 'time', distance: 20 } as const;
}

describe('the mismatch criterion with a noise model', () => {
  it('needs no rule for a timestamp, which always differs, for the secondary, too', () => {
    expect(mismatchesOf(judged(emptyEvidence(), 500, ['$.now'], ['$.now']))).toMatchObject({
      result: 'pass',
      rate: { k: 0, n: 500 },
    });
  });

  it('does not take noise of another shape as an excuse', () => {
    const id = place('$.id');
    const evidence = addExchanges(emptyEvidence(), 500, {
      differences: [{ ...id, shape: 'uuid → word' }],
      secondary: { differences: [{ ...id, shape: null }], truncated: false },
    });
    expect(mismatchesOf(evidence)).toMatchObject({ result: 'fail', rate: { k: 500 } });
  });

  it('withdraws mismatches once the secondary shows the field to be noise', () => {
    const evidence = judged(emptyEvidence(), 10, ['$.order'], []);
    expect(mismatchesOf(evidence).rate?.k).toBe(10);
    judged(evidence, 10, [], ['$.order']);
    expect(mismatchesOf(evidence).rate?.k).toBe(0);
  });

  it('neither fails nor passes while it is unknown whether a field is noise', () => {
    const evidence = judged(emptyEvidence(), 12, ['$.cost'], []);
    expect(mismatchesOf(evidence)).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringContaining('12 of the mismatches may still turn out to be noise.'),
    });
  });

  it('fails for a field that only the candidate shows, beside noise', () => {
    const evidence = judged(emptyEvidence(), 1000, ['$.now'], ['$.now']);
    judged(evidence, 100, ['$.now', '$.cost'], ['$.now']);
    expect(mismatchesOf(evidence).result).toBe('fail');
  });

  it('fails for a field that the secondary showed once and the candidate always shows', () => {
    const evidence = judged(emptyEvidence(), 1000, ['$.now', '$.cost'], ['$.now']);
    judged(evidence, 1, ['$.now'], ['$.now', '$.cost']);
    expect(mismatchesOf(evidence).result).toBe('fail');
  });

  it('fails for noise that the candidate shows far more often', () => {
    const evidence = judged(emptyEvidence(), 1000, ['$.cost'], []);
    judged(evidence, 20, [], ['$.cost']);
    expect(mismatchesOf(evidence)).toMatchObject({
      result: 'fail',
      reason: expect.stringContaining(
        'On GET /keys, body changed $.cost differs more often than noise explains: only in the ' +
          'candidate 1,000 times, only in the secondary 20 times.',
      ),
    });
  });

  it('does not pass with differences that are scattered over many fields', () => {
    const evidence = emptyEvidence();
    for (let field = 0; field < 100; field += 1) judged(evidence, 10, [`$.f${field}`], []);
    expect(mismatchesOf(evidence).result).toBe('inconclusive');
  });

  it('does not pass with noise that has neither a common shape nor a distance', () => {
    expect(mismatchesOf(judged(emptyEvidence(), 500, ['$.state'], ['$.state']))).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringContaining('it may hide more mismatches than the budget allows'),
    });
  });

  it("fails for times that are farther from primary's than those of the secondary", () => {
    const hourOff = { ...place('$.now'), nature: 'time', distance: 3_600_000 } as const;
    const evidence = addExchanges(emptyEvidence(), 500, {
      differences: [hourOff],
      secondary: { differences: [placeOf('$.now')], truncated: false },
    });
    expect(mismatchesOf(evidence)).toMatchObject({ result: 'fail', rate: { k: 500 } });
  });

  it('distinguishes kinds: a changed value does not make a missing value noise', () => {
    const evidence = addExchanges(emptyEvidence(), 500, {
      differences: [{ aspect: 'body', kind: 'removed', template: '$.now' }],
      secondary: { differences: [place('$.now')], truncated: false },
    });
    expect(mismatchesOf(evidence).result).toBe('fail');
  });

  it('states that no exchange was answered by the secondary', () => {
    const evidence = addExchanges(emptyEvidence(), 500, { differences: [place('$.cost')] });
    expect(mismatchesOf(evidence)).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringContaining('the secondary has not answered any exchange yet'),
    });
  });

  it('does not treat the many fields under (other) as noise of each field', () => {
    const evidence = emptyEvidence();
    for (let field = 0; field < 200; field += 1) judged(evidence, 1, [`$.f${field}`], []);
    judged(evidence, 200, ['$.late'], []);
    judged(evidence, 1, [], ['$.later']);
    expect(mismatchesOf(evidence).rate?.k).toBe(400);
  });

  it('passes clean exchanges as fast as without a noise model', () => {
    const clean = addExchanges(emptyEvidence(), 409, { secondary: nothing });
    expect(mismatchesOf(clean).result).toBe('pass');
  });
});
