import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A candidate that answers on demand. */
interface HeldCandidate {
  readonly shadow: ShadowUnderTest;
  /** Method and path of each request, in order. */
  readonly asked: string[];
  readonly answer: (request: string, body?: string) => void;
}

async function mirrorToHeld(overrides: Record<string, unknown> = {}): Promise<HeldCandidate> {
  const asked: string[] = [];
  const responses = new Map<string, ServerResponse>();
  const server = createServer(({ method, url }: IncomingMessage, response) => {
    asked.push(`${method} ${url}`);
    responses.set(`${method} ${url}`, response);
  });
  const port = await listen(server);
  const shadow = startShadow(`http://127.0.0.1:${port}`, overrides);
  cleanups.push(
    () => server.close(),
    () => shadow.close(),
  );
  return { shadow, asked, answer: (request, body) => responses.get(request)?.end(body) };
}

describe('mirroring in causal order', () => {
  it('sends a later request once the candidate has finished the write', async () => {
    const { shadow, asked, answer } = await mirrorToHeld();
    const exchange = exchangesFrom();
    shadow.send(
      exchange({ method: 'POST', target: '/keys' }),
      exchange({ target: '/keys/1' }),
      exchange({ target: '/keys' }),
    );
    await until(() => shadow.report().gauges.mirror_queue === 2);
    await until(() => asked.length > 0);
    expect(asked).toEqual(['POST /keys']);
    answer('POST /keys');
    await until(() => asked.length === 3);
    expect(asked.toSorted()).toEqual(['GET /keys', 'GET /keys/1', 'POST /keys']);
  });

  it('sends overlapping requests without waiting', async () => {
    const { shadow, asked } = await mirrorToHeld();
    const exchange = exchangesFrom();
    const together = { startedAt: 1, endedAt: 2 };
    shadow.send(
      exchange({ method: 'POST', target: '/a' }, together),
      exchange({ method: 'POST', target: '/b' }, together),
    );
    await until(() => asked.length === 2);
    expect(asked.toSorted()).toEqual(['POST /a', 'POST /b']);
  });

  it('does not wait for a write that cannot be sent', async () => {
    const { shadow, asked } = await mirrorToHeld();
    const exchange = exchangesFrom();
    shadow.send(
      exchange({ method: 'POST' }, { leftOut: 'opaque', requestWhole: false }),
      exchange({ target: '/after' }),
    );
    await until(() => asked.length === 1);
    expect(asked).toEqual(['GET /after']);
  });
});

describe('the limits of mirroring', () => {
  it('follow the concurrency of the config, and shed exchanges beyond the queue', async () => {
    const { shadow, asked, answer } = await mirrorToHeld({
      mirror: { concurrency: 1, queueMax: 2 },
    });
    const exchange = exchangesFrom();
    shadow.send(...['/1', '/2', '/3', '/4'].map((target) => exchange({ target })));
    await until(() => shadow.pairs.length === 1);
    expect(shadow.pairs[0]).toMatchObject({
      exchange: { sequence: 4 },
      candidate: { kind: 'unsent', reason: 'mirror_queue' },
    });
    await until(() => asked.length > 0);
    const report = shadow.report();
    expect(report.shed).toEqual({ mirror_queue: 1 });
    expect(report.gauges).toMatchObject({ mirror_in_flight: 1, mirror_queue: 2 });
    expect(asked).toEqual(['GET /1']);
    answer('GET /1');
    await until(() => asked.length === 2);
    expect(asked).toEqual(['GET /1', 'GET /2']);
  });

  it('shed exchanges for which the compare plane has no room', async () => {
    const { shadow, asked, answer } = await mirrorToHeld({ capture: { budgetBytes: 10_000 } });
    shadow.send(exchangesFrom()({ target: '/large' }));
    await until(() => asked.length === 1);
    answer('GET /large', 'x'.repeat(20_000));
    await until(() => shadow.report().shed.compare_budget === 1);
    await until(() => shadow.heldBytes === 0);
    expect(shadow.pairs).toEqual([]);
  });
});

describe('an exchange that was not mirrored and has no room in the compare plane', () => {
  const noRoom = { capture: { budgetBytes: 1 } };

  it('is counted once if it was shed, as lost for lack of room', async () => {
    const { shadow } = await mirrorToHeld({ ...noRoom, mirror: { concurrency: 1, queueMax: 1 } });
    const exchange = exchangesFrom();
    shadow.send(exchange(), exchange());
    await until(() => shadow.report().gauges.mirror_queue === 1);
    shadow.send(exchange());
    const counts: object[] = [];
    await until(() => {
      counts.push(shadow.report().shed);
      return Object.keys(counts.at(-1)!).length > 0;
    });
    expect(counts.at(-1)).toEqual({ compare_budget: 1 });
  });

  it('is counted as lost if it was left out by policy', async () => {
    const { shadow } = await mirrorToHeld({ ...noRoom, mirror: { methods: 'safe' } });
    shadow.send(exchangesFrom()({ method: 'POST' }));
    await until(() => shadow.report().shed.compare_budget === 1);
    expect(shadow.pairs).toEqual([]);
  });
});

describe('an exchange that the live plane has shed', () => {
  it('is passed on with the same reason, and counted', async () => {
    const { shadow } = await mirrorToHeld();
    expect(await shadow.mirror({}, { leftOut: 'body_too_large' })).toEqual({
      kind: 'unsent',
      reason: 'body_too_large',
    });
    expect(shadow.report().shed).toEqual({ body_too_large: 1 });
  });
});

describe('the buffers of the live plane', () => {
  it('are returned once for each exchange, whatever its outcome', async () => {
    const { shadow, asked, answer } = await mirrorToHeld();
    const exchange = exchangesFrom();
    shadow.send(
      exchange({ target: '/answered' }),
      exchange({}, { leftOut: 'opaque' }),
      exchange({}, { leftOut: 'aborted' }),
    );
    await until(() => asked.length === 1);
    expect(shadow.heldBytes).toBeGreaterThan(0);
    answer('GET /answered');
    await until(() => shadow.heldBytes <= 0);
    expect(shadow.heldBytes).toBe(0);
  });
});

describe('a compare plane that is restarted', () => {
  it('costs only the exchanges on their way to it, which are counted', async () => {
    const { shadow, asked, answer } = await mirrorToHeld();
    shadow.replaceCompare({ keepsPairs: true });
    await shadow.mirror({}, { leftOut: 'aborted' });
    await shadow.mirror({}, { leftOut: 'aborted' });
    shadow.replaceCompare();
    expect(shadow.report().shed).toEqual({ aborted: 2, plane_restart: 2 });
    shadow.send(exchangesFrom()({ target: '/later' }));
    await until(() => asked.length === 1);
    answer('GET /later');
    await until(() => shadow.pairs.length === 3);
  });
});

describe('the mirror lag', () => {
  it("is the time from primary's answer to the mirrored request", async () => {
    const { shadow, asked } = await mirrorToHeld();
    const exchange = exchangesFrom();
    const tenSecondsAgo = Date.now() - 10_000;
    shadow.send(exchange({}, { wallClockMs: tenSecondsAgo, startedAt: 100, endedAt: 4_100 }));
    await until(() => asked.length === 1);
    const lagSeconds = shadow.report().gauges.mirror_lag_seconds!;
    expect(lagSeconds).toBeGreaterThanOrEqual(6);
    expect(lagSeconds).toBeLessThan(10);
  });

  it('is 0 once nothing waits, so that it raises no alert while there is no traffic', async () => {
    const { shadow, asked, answer } = await mirrorToHeld();
    const exchange = exchangesFrom();
    shadow.send(exchange({ target: '/late' }, { wallClockMs: Date.now() - 10_000 }));
    await until(() => asked.length === 1);
    answer('GET /late');
    await until(() => shadow.report().gauges.mirror_lag_seconds === 0);
  });
});
