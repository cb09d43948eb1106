import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import { exchangeId } from '../../../../src/vocabulary/exchange.ts';
import type { Specimen } from '../../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf } from '../../comparison-fixture.ts';
import { instance, planeUnderTest } from '../../plane-under-test.ts';

const body = { kind: 'json', text: '{"cost":1}', bytes: 10, cut: false } as const;
const answer = { status: 200, fields: [], body };
const specimen: Specimen = {
  request: { method: 'GET', target: '/api/costs', fields: [], body },
  primary: answer,
  candidate: answer,
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: null,
};

/** The page of an exchange as read: tags dropped, white space joined. */
async function pageOf(facts: Partial<Comparison>): Promise<string> {
  using plane = planeUnderTest();
  const comparison = comparisonOf({
    differences: [differenceOf()],
    wallClockMs: Date.now(),
    specimen,
    ...facts,
  });
  await plane.feed([comparison]);
  plane.save();
  const name = exchangeId(instance, comparison.sequence);
  const page = await (await plane.ask(`/exchanges/${name}`)).text();
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the page of an exchange', () => {
  it('shows what a mismatch may follow from, as a hint that excuses nothing', async () => {
    expect(await pageOf({ outcome: 'mismatch', hint: 71 })).toMatch(
      /May follow from exchange k3x9-1z ?\. This is a hint and excuses nothing: the mismatch counts\./,
    );
  });

  it('has no hint where nothing points to an earlier exchange', async () => {
    expect(await pageOf({ outcome: 'mismatch' })).not.toContain('May follow from');
  });

  it('shows no hint beside what is excused', async () => {
    expect(await pageOf({ outcome: 'cascade', cascadeOf: 3, hint: 71 })).not.toContain(
      'May follow',
    );
  });

  it('names the exchange that a cascade follows from', async () => {
    expect(await pageOf({ outcome: 'cascade', cascadeOf: 71 })).toMatch(
      /It follows from exchange k3x9-1z ?\./,
    );
  });

  it('says why a racy exchange is no mismatch', async () => {
    expect(await pageOf({ outcome: 'racy', cascadeOf: 71 })).toContain(
      'differ only in what an overlapping write changed',
    );
  });
});
