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
  const page = await (await plane.ask(path)).text();
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the mirroring policy of a route', () => {
  it('is shown beside each route that has one in the list of routes', async () => {
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
});
