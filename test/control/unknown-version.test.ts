import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { comparisonOf, totalsOf } from './comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from './plane-under-test.ts';

interface Epoch {
  readonly result: string;
  readonly reason: string;
}

async function epochOf(plane: PlaneUnderTest): Promise<Epoch> {
  // It is judged once a second, and at once after an operator did something.
  await signed(plane, 'POST', 'hold');
  await signed(plane, 'DELETE', 'hold');
  const gate = (await (await plane.ask('/api/gate')).json()) as { criteria: Epoch[] };
  return gate.criteria.find((one) => 'criterion' in one && one.criterion === 'epoch')!;
}

function signed(plane: PlaneUnderTest, method: string, action: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', host: '127.0.0.1:9900' };
  const body = JSON.stringify({ who: 'Ada', reason: 'to see' });
  return plane.ask(`/api/gate/${action}`, { method, headers, body });
}

function outages(count: number) {
  return totalsOf({ gauges: { candidate_outages: count } });
}

async function planeWithOutage(settings: Record<string, unknown> = {}): Promise<PlaneUnderTest> {
  const plane = planeUnderTest(settings);
  await plane.feed([comparisonOf()]);
  plane.report(outages(0));
  plane.report(outages(1));
  return plane;
}

it('without a version the gate explains how to set it', async () => {
  using plane = planeUnderTest();
  await plane.feed([comparisonOf()]);
  const { result, reason } = await epochOf(plane);
  expect(result).toBe('pass');
  expect(reason).toMatch(/^The candidate reports no version.*fixed.*header.*poll/);
});

it('without a version, an outage may have replaced the candidate, until the evidence is reset', async () => {
  using plane = await planeWithOutage();
  const { result, reason } = await epochOf(plane);
  expect(result).toBe('inconclusive');
  expect(reason).toMatch(/it was stopped at .*another build.*candidate\.version/);
  await signed(plane, 'POST', 'reset');
  await plane.feed([comparisonOf()]);
  plane.report(outages(1));
  expect(await epochOf(plane)).toMatchObject({ result: 'pass' });
});

it('an outage before the first answer of the candidate cannot have replaced a compared build', async () => {
  using plane = planeUnderTest();
  await plane.feed([comparisonOf({ outcome: 'candidate_error', candidate: null })]);
  plane.report(outages(0));
  plane.report(outages(3));
  await plane.feed([comparisonOf()]);
  plane.report(outages(3));
  expect(await epochOf(plane)).toMatchObject({ result: 'pass' });
});

it('with a version, an outage has replaced nothing', async () => {
  using plane = await planeWithOutage({
    candidate: { url: 'http://candidate.test:5001', version: 'v1' },
  });
  expect(await epochOf(plane)).toMatchObject({
    result: 'pass',
    reason: 'All evidence is of candidate v1.',
  });
});

it('a possible replacement of the candidate is known after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-version-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = join(folder, 'parallax.db');
  {
    using plane = await planeWithOutage({ store });
    plane.save();
  }
  using plane = planeUnderTest({ store });
  await plane.feed([comparisonOf()]);
  expect(await epochOf(plane)).toMatchObject({ result: 'inconclusive' });
});
