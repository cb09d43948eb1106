import { expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { startShadow } from './shadow-under-test.ts';

const nothing = { head: Buffer.alloc(0), body: Buffer.alloc(0) };
const thing = '/notes/6b4f0d6e-7f0b-4d52-9a3e-1f6f3a1c2b90';

/** The number of marks after a removal that primary did not get, and that policy left out. */
async function marksAfterLeftOut(overrides: Record<string, unknown>): Promise<number | undefined> {
  const routes = [{ match: 'DELETE /notes/{id}', mirror: 'off' }];
  const shadow = startShadow('http://127.0.0.1:9', { routes, ...overrides });
  onTestFinished(() => shadow.close());
  const exchange = exchangesFrom();
  const unsent = {
    sentAt: 0,
    leftOut: 'route_off',
    requestWhole: false,
    response: nothing,
  } as const;
  shadow.send(exchange({ method: 'DELETE', target: thing }, unsent));
  await until(() => shadow.pairs.length === 1);
  return shadow.report().gauges.marks;
}

it('a write that primary with its own state did not get marks nothing, because neither deployment executed it', async () => {
  expect(await marksAfterLeftOut({ outOfPath: { primaryOwnState: true } })).toBe(0);
});

it('a write that policy left out marks what it names if primary executed it', async () => {
  expect(await marksAfterLeftOut({})).toBe(1);
});
