import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { type ShadowUnderTest, shadowConfig, startShadow } from './shadow-under-test.ts';

/** A deployment that records its requests. */
async function asked() {
  const targets: string[] = [];
  const server = await rawServer((socket) => {
    socket.on('data', (chunk: Buffer) => {
      for (const [, target = ''] of chunk.toString('latin1').matchAll(/^\w+ (\S+) HTTP/gm)) {
        targets.push(target);
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      }
    });
  });
  onTestFinished(server.close);
  return { url: `http://127.0.0.1:${server.port}`, targets };
}

const exchange = exchangesFrom();
const post = (target: string, revision: number) =>
  exchange({ method: 'POST', target }, { revision });

function config(primary: string, candidate: string, more: Record<string, unknown> = {}): Config {
  return shadowConfig(candidate, { primary, ...more });
}

/** A and B, of which B is the candidate at first. */
async function places() {
  const a = await asked();
  const b = await asked();
  const shadow = startShadow(b.url, { primary: a.url });
  onTestFinished(() => shadow.close());
  return { a, b, shadow, toB: config(a.url, b.url), toA: config(b.url, a.url) };
}

const reasons = ({ pairs }: ShadowUnderTest): readonly string[] =>
  pairs.flatMap(({ candidate }) => (candidate.kind === 'unsent' ? [candidate.reason] : []));

describe('requests, when primary and candidate are swapped', () => {
  it('twice, go in their order to the deployment that did not answer them', async () => {
    const { a, b, shadow, toA, toB } = await places();
    shadow.configure(2, toA);
    shadow.configure(3, toB);
    shadow.send(post('/3', 3), post('/2', 2), post('/1', 1));
    await until(() => b.targets.includes('/1'));
    shadow.noteDrained(3);
    await until(() => shadow.pairs.length === 3);
    expect({ a: a.targets, b: b.targets }).toEqual({ a: ['/2'], b: ['/1', '/3'] });
  });

  it('wait until the live plane has no exchange of the previous config, and of no other', async () => {
    const { a, b, shadow, toA, toB } = await places();
    shadow.configure(2, toA);
    shadow.noteDrained(2);
    await until(() => shadow.lines.some(({ revision }) => revision === 2));
    shadow.configure(3, toB);
    shadow.configure(4, toA);
    shadow.send(post('/4', 4));
    shadow.noteDrained(3);
    await until(() => shadow.lines.some(({ revision }) => revision === 3));
    shadow.send(post('/late-3', 3));
    await until(() => b.targets.length === 1);
    shadow.noteDrained(4);
    await until(() => shadow.pairs.length === 2);
    expect({ a: a.targets, b: b.targets }).toEqual({ a: ['/4'], b: ['/late-3'] });
  });

  it('and back without traffic in between, are mirrored as before', async () => {
    const { b, shadow, toA, toB } = await places();
    shadow.configure(2, toA);
    shadow.configure(3, toB);
    shadow.noteDrained(3);
    shadow.send(post('/1', 1), post('/3', 3));
    await until(() => shadow.pairs.length === 2);
    expect(b.targets).toEqual(['/1', '/3']);
    expect(shadow.lines).toEqual([]);
  });

  it('are not sent to the deployment that answered them, even if it is the candidate of a third one', async () => {
    const { a, b, shadow } = await places();
    shadow.configure(2, config('http://127.0.0.1:1', a.url));
    shadow.send(post('/1', 1), post('/2', 2));
    await until(() => b.targets.length === 1);
    shadow.noteDrained(2);
    await until(() => shadow.pairs.length === 2);
    expect({ a: a.targets, b: b.targets }).toEqual({ a: ['/2'], b: ['/1'] });
  });
});

it('an exchange that began before a change of mirror.methods, and ends late, is mirrored', async () => {
  const { a, b, shadow } = await places();
  shadow.configure(2, config(a.url, b.url, { mirror: { methods: 'safe' } }));
  await until(() => shadow.lines.some(({ revision }) => revision === 2));
  shadow.send(exchange({ target: '/late' }, { revision: 1 }));
  await until(() => shadow.pairs.length === 1);
  expect(reasons(shadow)).toEqual([]);
  expect(b.targets).toEqual(['/late']);
});

it('an exchange from before a restart of the plane is mirrored if the deployments were the same, and otherwise left out', async () => {
  const b = await asked();
  const shadow = startShadow(b.url, {}, undefined, { revision: 5, placesSince: 3 });
  onTestFinished(() => shadow.close());
  shadow.send(post('/4', 4), post('/2', 2));
  await until(() => shadow.pairs.length === 2);
  expect({ b: b.targets, reasons: reasons(shadow) }).toEqual({
    b: ['/4'],
    reasons: ['places_changed'],
  });
});
