import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { ok } from './raw-candidate.ts';
import { shadowConfig, type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

/** A deployment that answers each request, when it may, and lists their targets. */
async function deployment() {
  const targets: string[] = [];
  const waiting: Socket[] = [];
  let holds = false;
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (request: Buffer) => {
      targets.push(request.toString('latin1').split(' ')[1] ?? '');
      if (holds) waiting.push(socket);
      else socket.write(ok);
    });
  });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    hold: () => (holds = true),
    release() {
      holds = false;
      for (const socket of waiting.splice(0)) socket.write(ok);
    },
  };
}

async function pairOfDeployments(more: Record<string, unknown> = {}) {
  const [a, b] = [await deployment(), await deployment()];
  const shadow: ShadowUnderTest = startShadow(b.url, { primary: a.url, ...more });
  onTestFinished(() => shadow.close());
  return {
    a,
    b,
    shadow,
    exchange: exchangesFrom(1_000_000),
    /** The candidate is primary from now on, and the other way round. */
    exchangePlaces: (revision: number) =>
      shadow.configure(revision, shadowConfig(a.url, { primary: b.url, ...more })),
  };
}

describe('exchanges, when primary and candidate are swapped', () => {
  it('are mirrored to the former primary if they began after the swap', async () => {
    const { a, b, shadow, exchange, exchangePlaces } = await pairOfDeployments();
    shadow.send(exchange({ target: '/before' }));
    await until(() => shadow.pairs.length === 1);
    exchangePlaces(2);
    shadow.noteDrained(2);
    shadow.send(exchange({ target: '/after' }, { revision: 2 }));
    await until(() => shadow.pairs.length === 2);
    expect([b.targets, a.targets]).toEqual([['/before'], ['/after']]);
  });

  it('that began before the swap are mirrored as before, ahead of all that began later', async () => {
    const { a, b, shadow, exchange, exchangePlaces } = await pairOfDeployments();
    b.hold();
    shadow.send(exchange({ target: '/first' }));
    await until(() => b.targets.length === 1);
    exchangePlaces(2);
    shadow.send(exchange({ target: '/after' }, { revision: 2 }));
    shadow.send(exchange({ target: '/late' }));
    shadow.noteDrained(2);
    await until(() => b.targets.length === 2);
    expect(a.targets).toEqual([]);
    b.release();
    await until(() => shadow.pairs.length === 3);
    expect([b.targets, a.targets]).toEqual([['/first', '/late'], ['/after']]);
  });

  it('that began after the swap wait until the live plane has none that began before', async () => {
    const { a, shadow, exchange, exchangePlaces } = await pairOfDeployments();
    exchangePlaces(2);
    shadow.send(exchange({ target: '/after' }, { revision: 2 }));
    shadow.send(exchange({ target: '/late' }));
    await until(() => shadow.pairs.length === 1);
    expect(a.targets).toEqual([]);
    shadow.noteDrained(2);
    await until(() => a.targets.length === 1);
  });

  it('are left out with a reason if they cannot be mirrored in time', async () => {
    const limits = { limits: { drainTimeoutMs: 50 } };
    const { a, shadow, exchange, exchangePlaces } = await pairOfDeployments(limits);
    exchangePlaces(2);
    shadow.send(exchange({ target: '/after' }, { revision: 2 }));
    await until(() => a.targets.length === 1);
    shadow.send(exchange({ target: '/too-late' }));
    await until(() => shadow.pairs.length === 2);
    const late = shadow.pairs.find(({ exchange: { revision } }) => revision === 1);
    expect(late?.candidate).toEqual({ kind: 'unsent', reason: 'places_changed' });
    expect(shadow.report().shed).toMatchObject({ places_changed: 1 });
  });

  it('are all mirrored as before if the deployments are swapped back at once', async () => {
    const { a, b, shadow, exchange, exchangePlaces } = await pairOfDeployments();
    exchangePlaces(2);
    shadow.configure(3, shadowConfig(b.url, { primary: a.url }));
    shadow.send(exchange({ target: '/x' }, { revision: 3 }));
    shadow.noteDrained(2);
    shadow.noteDrained(3);
    await until(() => shadow.pairs.length === 1);
    expect([b.targets, a.targets]).toEqual([['/x'], []]);
  });
});

describe('a config with the same primary', () => {
  it('and another candidate sends waiting exchanges to the new candidate', async () => {
    const { a, b, shadow, exchange } = await pairOfDeployments({
      mirror: { methods: 'all', concurrency: 1 },
    });
    const other = await deployment();
    b.hold();
    shadow.send(exchange({ target: '/1' }), exchange({ target: '/2' }));
    await until(() => b.targets.length === 1);
    const config = { primary: a.url, mirror: { methods: 'all', concurrency: 1 } };
    shadow.configure(2, shadowConfig(other.url, config));
    b.release();
    await until(() => shadow.pairs.length === 2);
    expect([b.targets, other.targets]).toEqual([['/1'], ['/2']]);
    expect(shadow.pairs.map(({ exchange: { revision } }) => revision)).toEqual([1, 2]);
  });
});
