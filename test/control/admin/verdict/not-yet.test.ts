import { expect, it } from 'vitest';
import { notYetOf } from '../../../../src/control/admin/pages/verdict/not-yet.ts';
import type { CriterionResult } from '../../../../src/vocabulary/verdict.ts';

function criterion(facts: Partial<CriterionResult>): CriterionResult {
  return {
    criterion: 'mismatches',
    area: 'chat',
    result: 'inconclusive',
    rate: null,
    needs: { exchanges: null, waitMs: null },
    reason: 'why',
    ...facts,
  };
}

function notYet(
  criteria: readonly CriterionResult[],
  soak: Parameters<typeof notYetOf>[0]['soak'] = [],
) {
  const findings = { count: 0, largest: [] };
  const verdict = {
    verdict: 'inconclusive',
    evaluatedAtMs: 0,
    reasons: [],
    notJudged: [],
  } as const;
  return notYetOf({ verdict: { ...verdict, criteria, findings }, soak });
}

it('soak time is named once, for the area that needs longest', () => {
  const found = notYet(
    ['chat', 'costs'].map((area) => criterion({ criterion: 'soak', area })),
    [
      { area: 'chat', soakedMs: 9, requiredMs: 10 },
      { area: 'costs', soakedMs: 2, requiredMs: 10 },
    ],
  );
  expect(found).toEqual({
    soak: expect.objectContaining({ soakedMs: 2 }),
    samples: [],
    criteria: [],
  });
});

it('an area needs as many exchanges as the criterion that needs most', () => {
  const found = notYet([
    criterion({ needs: { exchanges: 2963, waitMs: 1 } }),
    criterion({ criterion: 'errors', needs: { exchanges: 3734, waitMs: 2 } }),
  ]);
  expect(found.samples).toEqual([{ area: 'chat', exchanges: 3734, waitMs: 2 }]);
  expect(found.criteria).toEqual([]);
});

it('a criterion that is open in several areas is one entry', () => {
  const found = notYet(['chat', 'costs'].map((area) => criterion({ criterion: 'latency', area })));
  expect(found.criteria).toMatchObject([
    { criterion: 'latency', areas: [{ area: 'chat' }, { area: 'costs' }] },
  ]);
});

it('nothing is missing if all criteria have passed or failed', () => {
  const found = notYet([
    criterion({ result: 'pass', needs: null }),
    criterion({ criterion: 'errors', result: 'fail', needs: null }),
  ]);
  expect(found).toEqual({ soak: null, samples: [], criteria: [] });
});
