import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonOf, differenceOf, mismatchOf } from './comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from './plane-under-test.ts';

const silent = { candidate: null } as const;

/** Every kind of exchange there is, each a number of times that no other kind has. */
const stream: readonly Comparison[] = [
  ...times(40, () => comparisonOf()),
  ...times(9, () => mismatchOf([differenceOf()], { hint: 1 })),
  ...times(4, () => comparisonOf({ outcome: 'candidate_error', reason: 'timeout', ...silent })),
  ...times(3, () => comparisonOf({ outcome: 'primary_error' })),
  ...times(7, () => comparisonOf({ outcome: 'cascade', cascadeOf: 1 })),
  ...times(5, () => comparisonOf({ outcome: 'cascade', cascadeOf: 1, reason: 'not_sampled' })),
  ...times(1, () => comparisonOf({ outcome: 'cascade', cascadeOf: 1, reason: 'route_off' })),
  ...times(14, () => comparisonOf({ outcome: 'cascade', cascadeOf: 1, reason: 'route_rate' })),
  ...times(13, () => comparisonOf({ outcome: 'skipped', reason: 'route_rate', ...silent })),
  ...times(11, () => comparisonOf({ outcome: 'skipped', reason: 'not_sampled', ...silent })),
  ...times(6, () => comparisonOf({ outcome: 'racy', cascadeOf: 1 })),
  ...times(2, () => comparisonOf({ outcome: 'skipped', reason: 'unseen_session', ...silent })),
  ...times(8, () => comparisonOf({ outcome: 'skipped', reason: 'unsafe_method', ...silent })),
  // A match is evidence, whatever is marked.
  ...times(10, () => comparisonOf({ cascadeOf: 1 })),
];

const compared = 63;
const mismatched = 13;
const lowering = { cascade: 7, racy: 6, unseen_session: 2 };
const byPolicy = { not_sampled: 5, route_off: 1, route_rate: 14 };
const leftOut = { not_sampled: 11, unsafe_method: 8, route_rate: 13 };

function times(count: number, make: () => Comparison): Comparison[] {
  return Array.from({ length: count }, make);
}

/** Interleaved, so that no order is relied on; the same each time. */
function mixed(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.map((_, at) => comparisons[(at * 37) % comparisons.length]!);
}

async function fed(): Promise<PlaneUnderTest> {
  const plane = planeUnderTest({ routes: [{ match: 'GET /api/costs', area: 'costs' }] });
  await plane.feed(mixed(stream));
  return plane;
}

interface Criterion {
  readonly criterion: string;
  readonly area: string | null;
  readonly n: number | null;
  readonly k: number | null;
}

async function criteriaOf(plane: PlaneUnderTest): Promise<readonly Criterion[]> {
  const gate = (await (await plane.ask('/api/gate')).json()) as { criteria: Criterion[] };
  return gate.criteria;
}

describe('the numbers of a mixed stream of exchanges', () => {
  it('are the same on the page of the route', async () => {
    using plane = await fed();
    const page = await (await plane.ask('/route?name=GET%20%2Fapi%2Fcosts')).text();
    const text = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(`133 exchanges, ${compared} compared`);
    expect(text).toContain(`${mismatched} mismatches`);
    expect(text).toContain('cascade 7');
    expect(text).toContain('racy 6');
    expect(text).toContain('not sampled 5');
    expect(text).toContain('not sampled 11');
  });

  it('are the same in /api/routes', async () => {
    using plane = await fed();
    expect(await (await plane.ask('/api/routes')).json()).toMatchObject([
      {
        compared,
        mismatched,
        notCompared: { excused: { ...lowering, ...byPolicy }, lost: {}, leftOut },
      },
    ]);
  });

  it('are the same in the metrics', async () => {
    using plane = await fed();
    const exposition = await (await plane.ask('/metrics')).text();
    const samples = new Map(
      exposition.split('\n').map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
    expect(samples.get('parallax_epoch_exchanges{stage="compared"}')).toBe(compared);
    const ratio = samples.get('parallax_mismatch_ratio{area="costs",bound="estimate"}');
    expect(ratio).toBeCloseTo(mismatched / compared, 10);
    for (const [reason, count] of Object.entries(lowering)) {
      expect(samples.get(`parallax_epoch_lost_exchanges{reason="${reason}"}`)).toBe(count);
    }
    for (const [reason, count] of Object.entries(byPolicy)) {
      const name = `parallax_epoch_excused_by_policy_exchanges{reason="${reason}"}`;
      expect(samples.get(name)).toBe(count);
    }
    for (const [reason, count] of Object.entries(leftOut)) {
      expect(samples.get(`parallax_epoch_left_out_exchanges{reason="${reason}"}`)).toBe(count);
    }
    expect(samples.get('parallax_excused_ratio{area="costs"}')).toBeCloseTo(33 / 96, 10);
  });

  it('are the same in the criteria of the gate', async () => {
    using plane = await fed();
    const criteria = await criteriaOf(plane);
    const named = (name: string, area: string | null) =>
      criteria.find((one) => one.criterion === name && one.area === area);
    const meant = compared + 15;
    expect(named('mismatches', 'costs')).toMatchObject({ n: compared, k: mismatched });
    expect(named('coverage', 'costs')).toMatchObject({ n: meant, k: compared });
    expect(named('coverage', null)).toMatchObject({ n: meant, k: compared });
    expect(named('excused', 'costs')).toMatchObject({ n: compared + 33, k: 33 });
    // Open findings, and unseen sessions and things.
    expect(named('scope', null)).toMatchObject({ n: 133, k: 10 });
  });
});
