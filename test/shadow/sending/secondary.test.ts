import type { RequestListener, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';
import { exchangesFrom } from '../exchange-fixture.ts';
import { answerOf } from '../shadow-under-test.ts';
import { deploymentOf, mirrorToBoth } from '../two-deployments.ts';
import { endlessPause } from '../../support/endless-pause.ts';

const hello: RequestListener = (_, response) => void response.end('hello');

/** A deployment that answers on demand. */
async function heldDeployment() {
  const asked: string[] = [];
  const responses = new Map<string, ServerResponse>();
  const url = await deploymentOf(({ method, url: target }, response) => {
    asked.push(`${method} ${target}`);
    responses.set(`${method} ${target}`, response);
  });
  return { url, asked, answer: (request: string) => responses.get(request)?.end() };
}

const echo: RequestListener = ({ url, headers }, response) =>
  void response.end(`${url} ${String(headers['x-tenant'])}`);

/** Where nothing listens. */
async function gone() {
  return { url: `http://127.0.0.1:${await freePort()}`, ownState: true };
}

describe('a secondary', () => {
  it('gets the same request as the candidate, and its answer is part of the pair', async () => {
    const received: string[] = [];
    const record =
      (answer: string): RequestListener =>
      (request, response) => {
        received.push(JSON.stringify([request.method, request.url, request.rawHeaders]));
        response.end(answer);
      };
    const shadow = mirrorToBoth(await deploymentOf(record('candidate')), {
      url: await deploymentOf(record('secondary')),
      ownState: true,
    });
    const leg = await shadow.mirror({
      method: 'POST',
      target: '/a?b',
      fields: ['Host', 'client.example', 'X-b', '1'],
      body: 'x=1',
    });
    expect(answerOf(leg).body).toBe('candidate');
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe('secondary');
    expect(received).toHaveLength(2);
    expect(received[0]).toContain('x-parallax-exchange');
    expect(received[1]).toBe(received[0]);
  });

  it('gets its own Host if the config says so', async () => {
    const url = await deploymentOf((request, response) => response.end(request.headers.host));
    const secondary = { url, ownState: true, hostHeader: 'upstream' };
    const shadow = mirrorToBoth(await deploymentOf(hello), secondary);
    await shadow.mirror();
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe(new URL(url).host);
  });

  it('gets requests with its own edits', async () => {
    const shadow = mirrorToBoth(await deploymentOf(echo), {
      url: `${await deploymentOf(echo)}/v1`,
      ownState: true,
      headers: { set: { 'x-tenant': 'b' } },
    });
    const leg = await shadow.mirror({ target: '/a', fields: ['Host', 'a', 'X-Tenant', 'a'] });
    expect(answerOf(leg).body).toBe('/a a');
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe('/v1/a b');
  });

  it('does not get requests that the candidate may not get', async () => {
    const methods: (string | undefined)[] = [];
    const url = await deploymentOf(({ method }, response) => {
      methods.push(method);
      response.end();
    });
    const shadow = mirrorToBoth(await deploymentOf(hello), { url, ownState: true }, { mirror: {} });
    await shadow.mirror({ method: 'POST' });
    await shadow.mirror({ method: 'GET' });
    expect(methods).toEqual(['GET']);
    expect(shadow.pairs[0]?.secondary).toBeNull();
  });

  it('must finish a write before either deployment gets later requests', async () => {
    const [candidate, secondary] = [await heldDeployment(), await heldDeployment()];
    const shadow = mirrorToBoth(candidate.url, { url: secondary.url, ownState: true });
    const exchange = exchangesFrom();
    shadow.send(exchange({ method: 'POST', target: '/keys' }), exchange({ target: '/keys/1' }));
    await until(() => candidate.asked.length + secondary.asked.length === 2);
    candidate.answer('POST /keys');
    await until(() => shadow.report().gauges.secondary_in_flight === 1);
    expect(candidate.asked).toEqual(['POST /keys']);
    expect(shadow.pairs).toEqual([]);
    secondary.answer('POST /keys');
    await until(() => candidate.asked.length + secondary.asked.length === 4);
    expect(secondary.asked).toEqual(['POST /keys', 'GET /keys/1']);
  });
});

describe('a secondary that fails', () => {
  it('does not affect the candidate, whose answer is passed on beside the failure', async () => {
    const shadow = mirrorToBoth(await deploymentOf(hello), await gone());
    expect(answerOf(await shadow.mirror()).body).toBe('hello');
    expect(shadow.pairs[0]?.secondary).toMatchObject({ kind: 'failed', failure: 'refused' });
    expect(shadow.report().gauges).toMatchObject({ secondary_failures: 1, breaker_open: 0 });
  });

  it('gets no more requests after many failures, while the candidate does', async () => {
    endlessPause();
    const shadow = mirrorToBoth(await deploymentOf(hello), await gone());
    for (let i = 0; i < 30; i += 1) expect(answerOf(await shadow.mirror()).body).toBe('hello');
    expect(shadow.pairs.map(({ secondary }) => secondary?.kind ?? 'not asked')).toEqual([
      ...Array.from({ length: 20 }, () => 'failed'),
      ...Array.from({ length: 10 }, () => 'not asked'),
    ]);
    const { gauges, shed } = shadow.report();
    expect(gauges).toMatchObject({ secondary_breaker_open: 1, breaker_open: 0 });
    expect(shed).toEqual({});
  });

  it('is logged by its own name', async () => {
    const shadow = mirrorToBoth(await deploymentOf(hello), await gone());
    await shadow.mirror();
    expect(shadow.lines).toContainEqual(
      expect.objectContaining({ msg: 'the secondary gave no whole answer', failure: 'refused' }),
    );
  });

  it('is marked as having missed a write, which no later answer corrects', async () => {
    const shadow = mirrorToBoth(await deploymentOf(hello), await gone());
    await shadow.mirror();
    expect(shadow.report().gauges.secondary_missed_writes).toBe(0);
    // Past the twentieth, those it was not even asked.
    for (let i = 0; i < 25; i += 1) await shadow.mirror({ method: 'POST' });
    expect(shadow.report().gauges.secondary_missed_writes).toBe(25);
    expect(shadow.lines).toContainEqual(
      expect.objectContaining({
        msg: expect.stringContaining('may have missed a write') as string,
      }),
    );
  });
});

describe('a secondary that hangs', () => {
  it('is given up long before its timeout if primary was fast, and the candidate continues', async () => {
    const held = await heldDeployment();
    const shadow = mirrorToBoth(
      await deploymentOf(hello),
      { url: held.url, ownState: true, timeoutMs: 2_000_000_000 },
      { mirror: { methods: 'all', concurrency: 1 } },
    );
    const exchange = exchangesFrom();
    shadow.send(exchange({ target: '/1' }), exchange({ target: '/2' }));
    await until(() => shadow.pairs.length === 2);
    expect(shadow.pairs.map(({ candidate }) => answerOf(candidate).body)).toEqual([
      'hello',
      'hello',
    ]);
    const failed = { kind: 'failed', failure: 'timeout' };
    expect(shadow.pairs).toMatchObject([{ secondary: failed }, { secondary: failed }]);
  });

  it('gets more time if primary was slow', async () => {
    const url = await deploymentOf((_, response) => {
      setTimeout(() => response.end('late'), 1_200);
    });
    const shadow = mirrorToBoth(await deploymentOf(hello), { url, ownState: true });
    await shadow.mirror({}, { startedAt: 0, endedAt: 60_000 });
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe('late');
  });

  it('never gets more time than its timeout', async () => {
    const held = await heldDeployment();
    const secondary = { url: held.url, ownState: true, timeoutMs: 50 };
    const shadow = mirrorToBoth(await deploymentOf(hello), secondary);
    await shadow.mirror({}, { startedAt: 0, endedAt: 60_000 });
    expect(shadow.pairs[0]?.secondary).toMatchObject({ kind: 'failed', failure: 'timeout' });
  });
});

describe('a compare plane without room for both answers', () => {
  it('gets the answer of the candidate alone, and that of the secondary is counted as shed', async () => {
    const url = await deploymentOf((_, response) => void response.end('x'.repeat(20_000)));
    const shadow = mirrorToBoth(
      await deploymentOf(hello),
      { url, ownState: true },
      { capture: { budgetBytes: 10_000 } },
    );
    expect(answerOf(await shadow.mirror()).body).toBe('hello');
    expect(shadow.pairs[0]?.secondary).toEqual({ kind: 'unsent', reason: 'compare_budget' });
    expect(shadow.report().shed).toEqual({});
    expect(shadow.report().gauges.secondary_answers_shed).toBe(1);
  });
});
