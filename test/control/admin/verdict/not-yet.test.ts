import { describe, expect, it } from 'vitest';
import { notYetOf } from '../../../../src/control/admin/pages/verdict/not-yet.ts';
import { notYetSection } from '../../../../src/control/admin/pages/verdict/not-yet-section.ts';
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

async function sectionOf(reason: string): Promise<string> {
  const criteria = [{ criterion: 'mismatches', areas: [], reason }] as const;
  const section = await notYetSection({ soak: null, samples: [], criteria });
  return String(section).replaceAll(/<\/?bdi[^>]*>/g, '');
}

describe('the section about what is missing', () => {
  it('shows the first clause of a reason, and folds the others', async () => {
    const reason = 'costs: 264 mismatches in 398 exchanges; the rate is between 0.1 % and 98.2 %.';
    expect(await sectionOf(reason)).toMatch(
      /<summary>costs: 264 mismatches in 398 exchanges<\/summary>\s*<span>the rate is between 0\.1 % and 98\.2 %\.<\/span>/,
    );
  });

  it('shows a reason of one clause whole', async () => {
    const section = await sectionOf('costs: more than 1.5 times as many queries.');
    expect(section).toContain('<span>costs: more than 1.5 times as many queries.</span>');
    expect(section).not.toContain('<details>');
  });
});
