import { describe, expect, it, onTestFinished } from 'vitest';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { freePort } from '../support/free-port.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { shadowConfig, startShadow } from './shadow-under-test.ts';

/** Answers each request with these notes. */
async function candidateShowing(shown: readonly Note[]) {
  const requests: string[] = [];
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (bytes: Buffer) => {
      requests.push(bytes.toString('latin1').split(' HTTP')[0] ?? '');
      const body = JSON.stringify({ notes: shown });
      const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
      socket.write(`${head}\r\n\r\n${body}`);
    });
  });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}`, requests };
}

/** A hub's shadow plane, in front of a candidate that shows these notes. */
async function hubShadow(shown: readonly Note[]) {
  const { url, requests } = await candidateShowing(shown);
  const hub = { owner: 'aaaaaaaa', tenures: [] };
  const shadow = startShadow(url, {}, undefined, { hub });
  onTestFinished(() => shadow.close());
  shadow.beginTenure(1);
  return { shadow, requests };
}

interface Note {
  readonly id: number;
  readonly title: string;
}

const answer = (body: unknown): Exchange['response'] => ({
  head: Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n'),
  body: Buffer.from(JSON.stringify(body)),
});

/** A list behind a creation that a former owner may have sent, where the candidate shows these notes. */
async function listAfterDoubt(shown: readonly Note[]) {
  const { shadow } = await hubShadow(shown);
  const exchange = exchangesFrom();
  const made = { id: 71, title: 'plan' };
  const create = { method: 'POST', target: '/notes', body: '{"title":"plan"}' };
  const doubt = { tenure: 1, leftOut: 'takeover', requestWhole: true } as const;
  shadow.send(exchange(create, { ...doubt, response: answer(made) }));
  const all = { notes: [{ id: 70, title: 'older' }, made] };
  shadow.send(exchange({ target: '/notes' }, { tenure: 1, response: answer(all) }));
  await until(() => shadow.pairs.length === 2);
  const [, list] = shadow.pairs;
  const { things = [] } = list?.excuses ?? {};
  const known = list?.identities.known.map(({ primary, candidate }) => [primary, candidate]) ?? [];
  return { things: things.map(({ kind }) => kind), known, marks: shadow.report().gauges.marks };
}

const older = { id: 902, title: 'older' };

describe('a creation in doubt, which the candidate may have executed or not', () => {
  it('is known by its identity once both deployments show the thing, and loses its mark', async () => {
    const { things, known, marks } = await listAfterDoubt([older, { id: 903, title: 'plan' }]);
    expect(known).toContainEqual(['71', '903']);
    expect([things, marks]).toEqual([[], 0]);
  });

  it('explains that the candidate lacks the thing, and nothing else', async () => {
    const { things, marks } = await listAfterDoubt([older]);
    expect([things, marks]).toEqual([['absent'], 1]);
  });
});

describe('a read in doubt, with an unknown answer of the candidate', () => {
  const list = { notes: [{ id: 70, title: 'older' }] };
  const doubt = { tenure: 1, leftOut: 'takeover', response: answer(list) } as const;

  it('is sent again and not compared, and teaches the identities that later requests need', async () => {
    const { shadow, requests } = await hubShadow([older]);
    const exchange = exchangesFrom();
    shadow.send(exchange({ target: '/notes' }, doubt));
    shadow.send(exchange({ target: '/notes/70' }, { tenure: 1, response: answer({ id: 70 }) }));
    await until(() => shadow.pairs.length === 2);
    expect(requests).toEqual(['GET /notes', 'GET /notes/902']);
    expect(shadow.pairs.map(({ candidate }) => candidate)).toMatchObject([
      { kind: 'unsent', reason: 'takeover' },
      { kind: 'answered' },
    ]);
  });

  it('is not sent again if its request is incomplete', async () => {
    const { shadow, requests } = await hubShadow([older]);
    shadow.send(exchangesFrom()({ target: '/notes' }, { ...doubt, requestWhole: false }));
    await until(() => shadow.pairs.length === 1);
    expect(requests).toEqual([]);
  });
});

describe('a write that a former owner has counted', () => {
  const made = { id: 71, title: 'plan' };
  const create = { method: 'POST', target: '/notes', body: '{"title":"plan"}' };
  const counted = { tenure: 1, isCounted: true, response: answer(made) } as const;
  const all = { tenure: 1, response: answer({ notes: [{ id: 70, title: 'older' }, made] }) };

  /** The pair of a list after the creation. */
  async function listAfter(overrides: Partial<Exchange>) {
    const { shadow, requests } = await hubShadow([older]);
    const exchange = exchangesFrom();
    shadow.send(exchange(create, { ...counted, ...overrides }));
    shadow.send(exchange({ target: '/notes' }, all));
    await until(() => shadow.pairs.length > 0 && shadow.heldBytes === 0);
    const { pairs } = shadow;
    const things = pairs[0]?.excuses.things.map(({ kind }) => kind) ?? [];
    return { requests, compared: pairs.map(({ exchange: { sequence } }) => sequence), things };
  }

  it('explains later differences if the candidate may have got it, and is not reported again', async () => {
    const { requests, compared, things } = await listAfter({ leftOut: 'takeover' });
    expect([requests, compared, things]).toEqual([['GET /notes'], [2], ['absent']]);
  });

  it('is sent for its effect before later requests if the candidate has not got it', async () => {
    const { requests, compared } = await listAfter({});
    expect([requests, compared]).toEqual([['POST /notes', 'GET /notes'], [2]]);
  });
});

it('a write that was counted while the candidate could not be reached is listed until it has its effect', async () => {
  const port = await freePort();
  const hub = { owner: 'aaaaaaaa', tenures: [] };
  const shadow = startShadow(`http://127.0.0.1:${port}`, {}, undefined, { hub });
  onTestFinished(() => shadow.close());
  shadow.beginTenure(1);
  shadow.send(exchangesFrom(7)({ method: 'POST', target: '/notes' }, { tenure: 1 }));
  await until(() => shadow.pairs.length === 1 && shadow.effects.length === 1);
  const { url } = await candidateShowing([]);
  shadow.configure(2, shadowConfig(url));
  await until(() => shadow.effects.length === 2);
  expect(shadow.effects).toEqual([
    { tenure: 1, awaited: [7], done: [] },
    { tenure: 1, awaited: [], done: [7] },
  ]);
});
