import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { failed } from './raw-candidate.ts';
import { deploymentOf, mirrorToBoth } from './two-deployments.ts';

const longMs = 600_000;
const quick = [{ match: 'GET /quick', timeoutMs: 50 }];

/** A deployment that answers a target when the test lets it. */
async function heldDeployment() {
  const responses = new Map<string, ServerResponse>();
  const url = await deploymentOf(({ url: target = '' }, response) => {
    responses.set(target, response);
  });
  return { url, answer: (target: string) => responses.get(target)?.end('late') };
}

describe('the timeout of a route', () => {
  it('may be shorter than that of the candidate, which holds for other routes', async () => {
    const held = await heldDeployment();
    const overrides = { candidate: { timeoutMs: longMs }, routes: quick };
    const shadow = mirrorToBoth(held.url, undefined, overrides);
    const exchange = exchangesFrom();
    shadow.send(exchange({ target: '/other' }), exchange({ target: '/quick' }));
    await until(() => shadow.pairs.length === 1);
    expect(shadow.pairs[0]).toMatchObject({
      exchange: { sequence: 2 },
      candidate: failed('timeout'),
    });
    held.answer('/other');
    await until(() => shadow.pairs.length === 2);
    expect(shadow.pairs[1]?.candidate.kind).toBe('answered');
  });

  it('may be longer than that of the candidate', async () => {
    const held = await heldDeployment();
    const shadow = mirrorToBoth(held.url, undefined, {
      candidate: { timeoutMs: 50 },
      routes: [{ match: 'GET /patient', timeoutMs: longMs }],
    });
    const exchange = exchangesFrom();
    shadow.send(exchange({ target: '/patient' }), exchange({ target: '/other' }));
    await until(() => shadow.pairs.length === 1);
    expect(shadow.pairs[0]).toMatchObject({
      exchange: { sequence: 2 },
      candidate: failed('timeout'),
    });
    held.answer('/patient');
    await until(() => shadow.pairs.length === 2);
    expect(shadow.pairs[1]?.candidate.kind).toBe('answered');
  });

  it('applies to the secondary, too', async () => {
    const held = await heldDeployment();
    const candidate = await deploymentOf((_, response) => void response.end('ok'));
    const secondary = { url: held.url, ownState: true, timeoutMs: longMs };
    const shadow = mirrorToBoth(candidate, secondary, { routes: quick });
    await shadow.mirror({ target: '/quick' }, { startedAt: 0, endedAt: longMs });
    expect(shadow.pairs[0]).toMatchObject({
      candidate: { kind: 'answered' },
      secondary: failed('timeout'),
    });
  });

  it('applies to a request that is sent again', async () => {
    const held = await heldDeployment();
    const shadow = mirrorToBoth(held.url, undefined, {
      primary: await deploymentOf((_, response) => void response.end('ok')),
      candidate: { timeoutMs: longMs },
      routes: [{ match: 'GET /again', timeoutMs: 500 }],
    });
    expect((await shadow.replay()).candidate).toEqual(failed('timeout'));
  });
});
