/**
 * A candidate may be down, or as good as down. Each exchange must say so in bounded time, and the
 * breaker must keep the rest from waiting for it, until it is there again.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Leg, Pair } from '../../src/vocabulary/pair.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { failed, mirrorTo, mirrorToUrl, ok } from './raw-candidate.ts';
import { answerOf, shadowConfig, type ShadowUnderTest } from './shadow-under-test.ts';
import { endlessPause } from '../support/endless-pause.ts';

/** Says nothing to some requests, and nonsense to all others. */
function mirrorToHalfDead(): Promise<ShadowUnderTest> {
  return mirrorTo((socket, request) => {
    if (!request.includes('/hangs')) socket.end('nonsense');
  });
}

describe('a candidate that does not answer in time', () => {
  const quick = { candidate: { timeoutMs: 100 } };

  it.each([
    ['says nothing', ''],
    ['stops within the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['stops within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
  ])('and %s, times out, and its connection is closed', async (_, answer) => {
    let closed = false;
    const shadow = await mirrorTo((socket) => {
      socket.on('end', () => (closed = true)).on('close', () => (closed = true));
      if (answer !== '') socket.write(answer);
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
    await until(() => closed);
  });

  it('and sends its answer byte by byte, times out, too', async () => {
    const shadow = await mirrorTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const trickle = setInterval(() => socket.write('x'), 5);
      socket.on('close', () => clearInterval(trickle));
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
  });

  it('gets later requests on a new connection', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests > 1) socket.write(ok);
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
  });
});

describe('a candidate that cannot be reached', () => {
  it('counts as refusing, and the log has the reason', async () => {
    const shadow = mirrorToUrl(`http://127.0.0.1:${await freePort()}`);
    expect(await shadow.mirror()).toEqual(failed('refused'));
    expect(shadow.lines).toContainEqual(
      expect.objectContaining({ failure: 'refused', code: 'ECONNREFUSED' }),
    );
  });

  it('fails all waiting and later exchanges of a replay that no longer waits for it', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const shadow = mirrorToUrl(url, { mirror: { methods: 'all' } });
    const exchange = exchangesFrom();
    shadow.send(exchange({ method: 'POST', target: '/things' }));
    shadow.send(exchange({ target: '/things' }));
    await until(() => shadow.report().gauges.held_writes === 1);
    shadow.endHolds();
    shadow.send(exchange({ method: 'POST', target: '/things' }));
    await until(() => shadow.pairs.length === 3);
    expect(shadow.pairs.map(({ candidate }) => candidate)).toMatchObject([
      failed('refused'),
      { kind: 'failed', failure: 'breaker_open' },
      failed('refused'),
    ]);
  });

  it('delays nothing because of a write that a new config excludes', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const shadow = mirrorToUrl(url, { mirror: { methods: 'all' } });
    const exchange = exchangesFrom();
    shadow.send(exchange({ method: 'POST', target: '/things' }));
    shadow.send(exchange({ target: '/things' }));
    await until(() => shadow.report().gauges.held_writes === 1 && shadow.pairs.length === 1);
    const path = { rewrite: { match: '^/', replace: '' } };
    shadow.configure(2, shadowConfig(url, { candidate: { path } }));
    await until(() => shadow.pairs.length === 2);
    expect(shadow.pairs.map(({ candidate }) => candidate)).toEqual([
      failed('refused'),
      { kind: 'unsent', reason: 'invalid_target' },
    ]);
  });

  it('is reported with its address until it can be reached', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const shadow = mirrorToUrl(url);
    expect(shadow.report().outages).toEqual([]);
    await shadow.mirror();
    await shadow.mirror();
    const outage = { deployment: 'candidate', url, fault: 'refused' };
    expect(shadow.report().outages).toMatchObject([outage]);
    const server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.write(ok));
      onTestFinished(() => void socket.destroy());
    }).listen(port, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(shadow.report().outages).toEqual([]);
  });

  it('counts as refusing if its host name is unknown', async () => {
    const shadow = mirrorToUrl('http://nowhere.invalid:80');
    expect(await shadow.mirror()).toEqual(failed('refused'));
  });
});

/** Those that the breaker kept from the candidate. */
function keptBack(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ candidate }) => isKeptBack(candidate));
}

function isKeptBack(leg: Leg): boolean {
  return leg.kind === 'failed' && leg.failure === 'breaker_open';
}

/** A candidate that failed 20 times, until it recovers. */
async function mirrorToFailing(overrides: Record<string, unknown> = {}) {
  const pause = endlessPause();
  let answers = false;
  const targets: string[] = [];
  const shadow = await mirrorTo((socket, request) => {
    targets.push(request.toString('latin1').split(' ')[1] ?? '');
    if (answers) socket.write(ok);
    else socket.end('nonsense');
  }, overrides);
  for (let i = 0; i < 20; i += 1) await shadow.mirror();
  const recover = (): void => {
    answers = true;
    pause[Symbol.dispose]();
  };
  return { shadow, targets, recover };
}

describe('a candidate that fails again and again', () => {
  it.each([
    // Reads are concurrent: 64 may be on their way when it has failed 20 times.
    ['GET', 0, 20 + 63],
    ['POST', 1, 20],
  ])(
    'gets no more requests, and waiting %s requests count as its failures',
    async (method, held, most) => {
      endlessPause();
      let requests = 0;
      const shadow = await mirrorTo((socket) => {
        requests += 1;
        socket.end('nonsense');
      });
      const exchange = exchangesFrom();
      shadow.send(...Array.from({ length: 500 }, () => exchange({ method })));
      await until(() => shadow.pairs.length === 500);
      expect(requests).toBeLessThanOrEqual(most);
      const report = shadow.report();
      expect(report.shed).toEqual({});
      expect(keptBack(shadow.pairs)).toHaveLength(500 - requests);
      expect(report.gauges).toMatchObject({ breaker_open: 1, mirror_in_flight: 0 });
      expect(report.gauges['held_writes']).toBe(held);
    },
  );

  it('gets a request after a pause, and all requests once it answers', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests > 20) socket.write(ok);
      else socket.end('nonsense');
    });
    for (let i = 0; i < 20; i += 1) await shadow.mirror();
    expect(await shadow.mirror()).toEqual(failed('breaker_open'));
    let leg: Leg;
    do leg = await shadow.mirror();
    while (isKeptBack(leg));
    expect(answerOf(leg).body).toBe('ok');
    expect(shadow.report().gauges.breaker_open).toBe(0);
  });

  describe('that is suspended by the breaker', () => {
    it.each([500, 503])(
      'does not count as failed for exchanges with status %i of primary',
      async (status) => {
        const { shadow } = await mirrorToFailing();
        const head = Buffer.from(`HTTP/1.1 ${status} Failed\r\n\r\n`);
        const response = { head, body: Buffer.alloc(0) };
        const reason = 'breaker_open';
        expect(await shadow.mirror({}, { response })).toEqual({ kind: 'unsent', reason });
        expect(shadow.report().shed).toEqual({ breaker_open: 1 });
      },
    );

    it('does not count as failed for exchanges that were lost for another reason', async () => {
      const { shadow } = await mirrorToFailing();
      const leftOut = 'aborted';
      expect(await shadow.mirror({}, { leftOut })).toEqual({ kind: 'unsent', reason: 'aborted' });
    });

    it('does not count as failed for exchanges that policy leaves out', async () => {
      const { shadow } = await mirrorToFailing({ routes: [{ match: 'GET /off', mirror: 'off' }] });
      const reason = 'route_off';
      expect(await shadow.mirror({ target: '/off' })).toEqual({ kind: 'unsent', reason });
    });

    it('counts as failed once for a write, which it still gets when it answers again', async () => {
      const { shadow, targets, recover } = await mirrorToFailing();
      const write = await shadow.mirror({ method: 'POST', target: '/things' });
      expect(write).toEqual(failed('breaker_open'));
      expect(targets).not.toContain('/things');
      recover();
      await until(() => targets.includes('/things'));
      await until(() => shadow.report().gauges['mirror_in_flight'] === 0);
      expect(answerOf(await shadow.mirror()).body).toBe('ok');
      expect(shadow.pairs).toHaveLength(20 + 1 + 1);
    });
  });

  it('by not answering, delays waiting exchanges by one timeout in all', async () => {
    endlessPause();
    let requests = 0;
    const shadow = await mirrorTo(() => (requests += 1), {
      candidate: { timeoutMs: 200 },
      mirror: { methods: 'all', concurrency: 30 },
    });
    const exchange = exchangesFrom();
    shadow.send(...Array.from({ length: 330 }, () => exchange()));
    await until(() => shadow.pairs.length === 330);
    // Those that time out before the twentieth does are replaced by others.
    expect(requests).toBeLessThanOrEqual(30 + 19);
    expect(shadow.report().shed).toEqual({});
    expect(keptBack(shadow.pairs)).toHaveLength(330 - requests);
    await until(() => shadow.heldBytes === 0);
  });

  describe('that hangs in a write', () => {
    const exchange = exchangesFrom();
    const hanging = exchange({ method: 'POST', target: '/hangs' }, { startedAt: 10, endedAt: 20 });
    const overlapping = Array.from({ length: 20 }, () => exchange({}, { startedAt: 15 }));
    const later = exchange({ target: '/later' });

    it('does not delay exchanges that were waiting', async () => {
      endlessPause();
      const shadow = await mirrorToHalfDead();
      shadow.send(hanging, later, ...overlapping);
      await until(() => shadow.pairs.length === 21);
      const { candidate } = shadow.pairs.find(
        ({ exchange }) => exchange.sequence === later.sequence,
      )!;
      expect(candidate).toEqual(failed('breaker_open'));
    });

    it('does not delay new exchanges', async () => {
      endlessPause();
      const shadow = await mirrorToHalfDead();
      shadow.send(hanging, ...overlapping);
      await until(() => shadow.pairs.length === 20);
      expect(await shadow.mirror()).toEqual(failed('breaker_open'));
      expect(shadow.report().gauges.mirror_in_flight).toBe(1);
    });
  });
});
