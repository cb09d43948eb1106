import { expect, it } from 'vitest';
import { trendOf } from '../../../../src/control/admin/pages/findings/trend.ts';
import {
  emptyEvidence,
  emptyFieldEvidence,
  emptyRouteEvidence,
  routeKey,
} from '../../../../src/vocabulary/evidence.ts';
import { addToBlocks, blockMs } from '../../../../src/vocabulary/paired-series.ts';

const field = 'body changed $.cost';

/** Evidence of two routes that differ in these blocks of ten minutes. */
function evidenceWith(...blocksByRoute: readonly (readonly number[])[]) {
  const evidence = emptyEvidence();
  const findings = blocksByRoute.map((blocks, index) => {
    const route = emptyRouteEvidence('costs', `GET /${index}`);
    const found = emptyFieldEvidence();
    for (const block of blocks) {
      const counts = { n: 1, candidateOnly: 1, referenceOnly: 0 };
      addToBlocks(found.blocks, block * blockMs, counts, 64);
    }
    route.fields.set(field, found);
    evidence.routes.set(routeKey('costs', route.route), route);
    return { area: 'costs', route: route.route, field, exchanges: 1, lastSeenMs: null };
  });
  return { evidence, findings };
}

it('the trend of a group is the sum over its routes for each block, with zeros between', () => {
  const { evidence, findings } = evidenceWith([100, 100, 103], [103]);
  expect(trendOf(evidence, findings)).toEqual({ blockMs, counts: [2, 0, 0, 2] });
});

it('one block is not enough for a trend', () => {
  const { evidence, findings } = evidenceWith([100, 100], [100]);
  expect(trendOf(evidence, findings)).toBeNull();
});

it('only the latest 24 blocks are shown', () => {
  const { evidence, findings } = evidenceWith([1, 90, 100]);
  expect(trendOf(evidence, findings)?.counts).toHaveLength(24);
});
