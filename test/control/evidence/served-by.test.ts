import { describe, expect, it } from 'vitest';
import { servedBy } from '../../../src/control/evidence/served-by.ts';
import { emptyEvidence, emptyRouteEvidence } from '../../../src/vocabulary/evidence.ts';

const totals = { answers: { '2xx': 7, '5xx': 1 } } as unknown as Parameters<typeof servedBy>[1];

/** Evidence of ten exchanges, two of which were left out and one of which was shed before it was sent. */
function evidence() {
  const made = emptyEvidence();
  Object.assign(made.coverage, { eligible: 8, sampled: 8, mirrored: 7 });
  const route = emptyRouteEvidence('(none)', 'GET /a');
  route.leftOut.set('method', 2);
  made.routes.set('a', route);
  return made;
}

describe('the requests that a deployment answered', () => {
  it('are those sent to it, for the candidate', () => {
    expect(servedBy('candidate', totals, evidence(), false)).toBe(7);
  });

  it('are the answers of this process to clients, for primary', () => {
    expect(servedBy('primary', totals, evidence(), false)).toBe(8);
  });

  it('are unknown for primary before the first report of answers', () => {
    expect(servedBy('primary', null, evidence(), false)).toBeNull();
  });

  it('are all exchanges in the evidence if several processes share it', () => {
    expect(servedBy('primary', totals, evidence(), true)).toBe(10);
  });
});
