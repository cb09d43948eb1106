import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../src/config/schema.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { type ShadowUnderTest, shadowConfig, startShadow } from './shadow-under-test.ts';

/** A deployment that notes what it is asked for. */
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

describe('requests, when primary and candidate change places', () => {
  it('twice in a row, go to whoever did not answer them, in their order', async () => {
    const { a, b, shadow, toA, toB } = await places();
    shadow.configure(2, toA);
    shadow.configure(3, toB);
    shadow.send(post('/3', 3), post('/2', 2), post('/1', 1));
    await until(() => b.targets.includes('/1'));
    shadow.noteDrained(3);
    await until(() => shadow.pairs.length === 3);
    expect({ a: a.targets, b: b.targets }).toEqual({ a: ['/2'], b: ['/1', '/3'] });
  });

  it('wait until the live plane has no exchange of the time before, and not of another time', async () => {
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

  it('and back before any came, are mirrored on as before', async () => {
    const { b, shadow, toA, toB } = await places();
    shadow.configure(2, toA);
    shadow.configure(3, toB);
    shadow.noteDrained(3);
    shadow.send(post('/1', 1), post('/3', 3));
    await until(() => shadow.pairs.length === 2);
    expect(b.targets).toEqual(['/1', '/3']);
    expect(shadow.lines).toEqual([]);
  });

  it('are not sent to the deployment that answered them, if that is the candidate of another primary now', async () => {
    const { a, b, shadow } = await places();
    shadow.configure(2, config('http://127.0.0.1:1', a.url));
    shadow.send(post('/1', 1), post('/2', 2));
    await until(() => b.targets.length === 1);
    shadow.noteDrained(2);
    await until(() => shadow.pairs.length === 2);
    expect({ a: a.targets, b: b.targets }).toEqual({ a: ['/2'], b: ['/1'] });
  });
});

it('an exchange that began before other methods were mirrored, and ends late, is not left out', async () => {
  const { a, b, shadow } = await places();
  shadow.configure(2, config(a.url, b.url, { mirror: { methods: 'safe' } }));
  await until(() => shadow.lines.some(({ revision }) => revision === 2));
  shadow.send(exchange({ target: '/late' }, { revision: 1 }));
  await until(() => shadow.pairs.length === 1);
  expect(reasons(shadow)).toEqual([]);
  expect(b.targets).toEqual(['/late']);
});

it('an exchange that began before the plane was started again, with the same places, is mirrored', async () => {
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
