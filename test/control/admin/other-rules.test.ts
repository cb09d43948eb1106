import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gateAnswer } from '../../../src/control/admin/api/gate-view.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-rules-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const part = '(unknown) (other rules)';

function planeWith(settings: Record<string, unknown>): PlaneUnderTest {
  return planeUnderTest({ store: join(folder, 'parallax.db'), ...settings });
}

/** Two exchanges, one of them a mismatch, were compared before a rule for their route came. */
async function afterNewRule(): Promise<PlaneUnderTest> {
  {
    using before = planeWith({});
    await before.feed([comparisonOf(), mismatchOf([differenceOf()])]);
  }
  const compare = { ignore: ['$.items[*].cost'] };
  return planeWith({ routes: [{ match: 'GET /api/costs', compare }] });
}

describe('evidence under other rules', () => {
  it('is in /api/gate with its numbers, and is not a criterion', async () => {
    using plane = await afterNewRule();
    const gate = gateAnswer.parse(await (await plane.ask('/api/gate')).json());
    expect(gate.apart).toMatchObject({
      routeCount: 1,
      routes: ['GET /api/costs'],
      exchanges: 2,
      mismatches: 1,
      sinceMs: null,
      epochs: [part],
    });
    expect(gate.apart?.text).toMatch(
      /^GET \/api\/costs was compared under other rules until \S+Z \(2 exchanges, 1 mismatch\): reported separately\./,
    );
    expect(gate.reasons.join()).not.toContain('other rules');
  });

  it('has a first page of its own, without links to differences of which nothing is kept', async () => {
    using plane = await afterNewRule();
    const page = await (await plane.ask(`/?epoch=${encodeURIComponent(part)}`)).text();
    expect(page).toContain('$.items[*].cost');
    expect(page).not.toContain('href="/field?');
  });

  it('has the time since which the present rules count', async () => {
    using plane = await afterNewRule();
    await plane.feed([comparisonOf()]);
    const gate = gateAnswer.parse(await (await plane.ask('/api/gate')).json());
    expect(gate.apart?.sinceMs).toEqual(expect.any(Number));
    expect(gate.apart?.text).toContain('The present rules count since ');
  });

  it('is null if no rules have changed', async () => {
    using plane = planeWith({});
    await plane.feed([comparisonOf()]);
    const gate = gateAnswer.parse(await (await plane.ask('/api/gate')).json());
    expect(gate.apart).toBeNull();
  });

  it('is listed in /api/epochs as a part of its epoch', async () => {
    using plane = await afterNewRule();
    const listed = (await (await plane.ask('/api/epochs')).json()) as { key: string }[];
    expect(listed.map(({ key }) => key)).toEqual(['(unknown)', part]);
    expect(listed[1]).toMatchObject({
      startedBecause: 'rules',
      current: false,
      partOf: { epoch: '(unknown)' },
    });
  });

  it('is judged separately, and never passes', async () => {
    using plane = await afterNewRule();
    const url = `/api/gate?${new URLSearchParams({ epoch: part }).toString()}`;
    const gate = gateAnswer.parse(await (await plane.ask(url)).json());
    const mismatches = gate.criteria.find(
      ({ criterion, area }) => criterion === 'mismatches' && area === 'costs',
    );
    expect(mismatches).toMatchObject({ n: 2, k: 1 });
    const epoch = gate.criteria.find(({ criterion }) => criterion === 'epoch');
    expect(epoch?.result).toBe('inconclusive');
    expect(epoch?.reason).toContain('was compared under other rules, until');
  });

  it.each(['/', '/verdict', '/route?name=GET+%2Fapi%2Fcosts'])(
    'is mentioned on %s, with a link to its judgement',
    async (path) => {
      using plane = await afterNewRule();
      await plane.feed([comparisonOf()]);
      const page = await (await plane.ask(path)).text();
      expect(page).toContain('was compared under other rules until');
      expect(page).toContain('/api/gate?epoch=%28unknown%29+%28other+rules%29');
    },
  );

  it('makes the page of a route show since when the present rules count', async () => {
    using plane = planeWith({});
    await plane.feed([comparisonOf()]);
    const page = await (await plane.ask('/route?name=GET+%2Fapi%2Fcosts')).text();
    expect(page).toMatch(/Compared under these rules since \d{4}-/);
    expect(page).not.toContain('other rules');
  });
});
