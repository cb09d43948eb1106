import { describe, expect, it } from 'vitest';
import { comparisonOf } from '../comparison-fixture.ts';
import { cost, queries } from '../gate/readings-of.ts';
import { planeUnderTest } from '../plane-under-test.ts';

const counting = {
  routes: [{ match: 'GET /api/costs', area: 'costs' }],
  gate: { areas: { costs: { counts: [{ name: 'cost', of: '$.cost', function: 'sum' }] } } },
};

async function fedPlane() {
  const plane = planeUnderTest(counting);
  const alone = { ...queries(1, 1), name: 'cache', candidate: null };
  await plane.feed([comparisonOf({ readings: [queries(2, 52), cost(12.4031, 12.4029), alone] })]);
  return plane;
}

describe('Server-Timing of the deployments', () => {
  it('is on the page of the route, including values of one side', async () => {
    using plane = await fedPlane();
    const page = await (await plane.ask('/route?name=GET%20%2Fapi%2Fcosts')).text();
    expect(page).toContain('Work on the server');
    expect(page).toContain('26.00×');
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      '</code> was stated by primary alone in 1 exchange, by the candidate alone in 0.',
    );
  });

  it('is in /api/routes, with the means of both deployments', async () => {
    using plane = await fedPlane();
    const [route] = (await (await plane.ask('/api/routes')).json()) as { serverTiming: unknown }[];
    expect(route?.serverTiming).toEqual([
      {
        name: 'queries',
        unit: 'count',
        exchanges: 1,
        primary: 2,
        candidate: 52,
        candidateOnly: 1,
        referenceOnly: 0,
      },
    ]);
  });

  it('is summed on the home page and in /api/gate', async () => {
    using plane = await fedPlane();
    expect(await (await plane.ask('/')).text()).toContain('cost 12.4031 / 12.4029');
    const { counts } = (await (await plane.ask('/api/gate')).json()) as { counts: unknown };
    expect(counts).toMatchObject([
      { area: 'costs', name: 'cost', primary: 12.4031, candidate: 12.4029 },
    ]);
  });
});
