import { describe, expect, it } from 'vitest';
import { comparisonOf } from '../comparison-fixture.ts';
import { planeUnderTest } from '../plane-under-test.ts';

const routes = [
  { match: 'GET /api/costs', area: 'costs', sample: 0.1, perSecondMax: 5, timeoutMs: 90_000 },
  { match: 'GET /healthz', mirror: 'off' },
  { match: 'GET /plain' },
];

async function textOf(path: string): Promise<string> {
  using plane = planeUnderTest({ routes });
  await plane.feed(routes.map(({ match }) => comparisonOf({ route: match })));
  return wordsOf(await (await plane.ask(path)).text());
}

function wordsOf(page: string): string {
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the mirroring policy of a route', () => {
  it('is in the list of routes', async () => {
    const text = await textOf('/routes?order=route');
    expect(text).toContain('GET /api/costs costs a share of 0.1, at most 5 per second, timeout');
    expect(text).toContain('GET /healthz costs not mirrored 1');
    expect(text).toContain('GET /plain costs 1');
  });

  it('is on the page of the route', async () => {
    expect(await textOf('/route?name=GET%20%2Fapi%2Fcosts')).toContain(
      'costs a share of 0.1, at most 5 per second, timeout 90000 ms 1 exchanges',
    );
  });

  it('is not on the page of a route without one', async () => {
    expect(await textOf('/route?name=GET%20%2Fplain')).toContain('costs 1 exchanges');
  });

  it('is shown for operations, which inherit it from their route, with one cap for all', async () => {
    const by = { match: 'POST /chat', by: '$.model', perSecondMax: 2 };
    const models = [by, { match: 'POST /chat large', timeoutMs: 90_000 }];
    using plane = planeUnderTest({ routes: models });
    const seen = ['POST /chat small', 'POST /chat large'];
    await plane.feed(seen.map((route) => comparisonOf({ route })));
    const text = wordsOf(await (await plane.ask('/routes?order=route')).text());
    expect(text).toContain('POST /chat small costs at most 2 per second on the whole route 1');
    expect(text).toContain(
      'POST /chat large costs at most 2 per second on the whole route, timeout 90000 ms 1',
    );
  });

  it('is named with its key if exchanges are left out', async () => {
    using plane = planeUnderTest({ routes });
    const left = { outcome: 'skipped', candidate: null } as const;
    await plane.feed([
      comparisonOf({ ...left, route: 'GET /healthz', reason: 'route_off' }),
      comparisonOf({ ...left, route: 'GET /api/costs', reason: 'route_rate' }),
    ]);
    expect(wordsOf(await (await plane.ask('/route?name=GET+/healthz')).text())).toContain(
      'Left out by policy mirror: off on the route 1',
    );
    expect(wordsOf(await (await plane.ask('/route?name=GET+/api/costs')).text())).toContain(
      'Left out by policy over perSecondMax of the route 1',
    );
  });
});
