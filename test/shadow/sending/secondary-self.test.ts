/** Primary serves production, so a copy to it must change nothing and delay nobody. */
import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { exchangesFrom } from '../exchange-fixture.ts';
import { answerOf } from '../shadow-under-test.ts';
import { deploymentOf, mirrorToBoth } from '../two-deployments.ts';

const always = { self: { share: 1, perSecondMax: 10_000 } };

/** A primary that records its requests, and a candidate that answers hello. */
async function selfUnderTest(
  overrides: Record<string, unknown> = {},
  onPrimary = (answer: () => void) => answer(),
) {
  const asked: string[] = [];
  const primary = await deploymentOf((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    onPrimary(() => response.end(`primary, as ${request.headers.host}`));
  });
  const candidate = await deploymentOf((_, response) => void response.end('hello'));
  const shadow = mirrorToBoth(candidate, always, { primary, ...overrides });
  return { shadow, asked };
}

const safe = { mirror: {}, candidate: { ownState: false } };

describe('primary as the secondary', () => {
  it('gets safe requests again', async () => {
    const { shadow, asked } = await selfUnderTest();
    expect(answerOf(await shadow.mirror({ target: '/a' })).body).toBe('hello');
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe('primary, as client.example');
    expect(asked).toEqual(['GET /a']);
  });

  it('gets the Host that primary is configured to get', async () => {
    const url = await deploymentOf((request, response) => response.end(request.headers.host));
    const shadow = mirrorToBoth(url, always, { primary: { url, hostHeader: 'upstream' } });
    await shadow.mirror();
    expect(answerOf(shadow.pairs[0]!.secondary!).body).toBe(new URL(url).host);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'MKCOL'])('never gets %s', async (method) => {
    const { shadow, asked } = await selfUnderTest();
    expect(answerOf(await shadow.mirror({ method })).body).toBe('hello');
    expect(shadow.pairs[0]?.secondary).toBeNull();
    expect(asked).toEqual([]);
  });

  it('does not get a safe method with an unsafe override', async () => {
    const { shadow, asked } = await selfUnderTest();
    await shadow.mirror({ fields: ['Host', 'a', 'X-HTTP-Method-Override', 'DELETE'] });
    expect(asked).toEqual([]);
  });

  it('gets no copies directly after a failure', async () => {
    const { shadow, asked } = await selfUnderTest();
    const head = Buffer.from('HTTP/1.1 500 \r\n\r\n');
    await shadow.mirror({}, { response: { head, body: Buffer.alloc(0) } });
    await shadow.mirror();
    expect(asked).toEqual([]);
  });

  it('gets no copies while exchanges wait for the candidate', async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const primary = await deploymentOf((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    const candidate = await deploymentOf((_, response) => {
      answers.push(() => response.end());
    });
    const mirror = { methods: 'all', concurrency: 1 };
    const shadow = mirrorToBoth(candidate, always, { primary, mirror });
    const exchange = exchangesFrom();
    shadow.send(...['/1', '/2', '/3'].map((target) => exchange({ target })));
    for (let answered = 0; answered < 3; answered += 1) {
      await until(() => answers.length > answered);
      answers[answered]?.();
    }
    await until(() => shadow.pairs.length === 3);
    // When the first one went out nothing waited, nor did when the last one did.
    expect(asked).toEqual(['/1', '/3']);
  });
});

describe('the second answer of primary after a write in between', () => {
  it('is no evidence of noise if the candidate has its own state', async () => {
    const answers: (() => void)[] = [];
    const { shadow, asked } = await selfUnderTest({}, (answer) => void answers.push(answer));
    const exchange = exchangesFrom();
    const times = { startedAt: 100, endedAt: 110 };
    shadow.send(exchange({ target: '/read' }, times));
    await until(() => asked.length === 1);
    shadow.send(exchange({ method: 'POST' }, { startedAt: 101, endedAt: 105 }));
    await until(() => shadow.pairs.length === 1);
    for (const answer of answers) answer();
    await until(() => shadow.pairs.length === 2);
    expect(shadow.pairs[1]).toMatchObject({ candidate: { kind: 'answered' }, secondary: null });
  });

  it('is evidence of noise if the candidate has the same state', async () => {
    const { shadow } = await selfUnderTest(safe);
    await shadow.mirror({ method: 'POST' }, { startedAt: 1, endedAt: 1_000 });
    await shadow.mirror({}, { startedAt: 2, endedAt: 3 });
    expect(shadow.pairs[1]?.secondary).toMatchObject({ kind: 'answered' });
  });
});
