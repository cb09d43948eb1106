import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeAnswers, encodeAnswers } from '../../src/fleet/wire/answer-message.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import type { RecordedAnswer } from '../../src/vocabulary/recorded-answer.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom, type RequestSpec } from './exchange-fixture.ts';
import { startShadow } from './shadow-under-test.ts';

const json = (status: string, body: unknown): Exchange['response'] => ({
  head: Buffer.from(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n\r\n`),
  body: Buffer.from(JSON.stringify(body)),
});

/** The things that primary created in three requests. */
const session: readonly (readonly [RequestSpec, Exchange['response']])[] = [
  [
    { method: 'POST', target: '/notes', body: '{"title":"a"}' },
    json('201 Created', { id: 71, title: 'a' }),
  ],
  [
    { method: 'PUT', target: '/notes/71', body: '{"title":"b"}' },
    json('200 OK', { id: 71, title: 'b' }),
  ],
  [{ target: '/notes/71' }, json('200 OK', { id: 71, title: 'b' })],
];

/** A candidate with one note under an id of its own. `titleOf` may make a mistake. */
async function candidate(titleOf = (title: string) => title) {
  const requests: string[] = [];
  let title = '';
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      const [method = '', target = ''] = text.split(' ');
      requests.push(`${method} ${target}`);
      const sent = /"title":"(\w+)"/.exec(text)?.[1];
      if (sent !== undefined) title = titleOf(sent);
      const isThere = target === '/notes' || target === '/notes/903';
      const body = isThere ? JSON.stringify({ id: 903, title }) : '{}';
      const status = isThere ? (method === 'POST' ? '201 Created' : '200 OK') : '404 Not Found';
      const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
      socket.write(`${head}\r\n\r\n${body}`);
    });
  });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}`, requests };
}

function hubShadow(url: string) {
  const hub = { owner: 'aaaaaaaa', tenures: [] };
  const shadow = startShadow(url, {}, undefined, { hub });
  onTestFinished(() => shadow.close());
  return shadow;
}

/** The session through a hub that dies after some of its requests, and then through the next owner. */
async function takenOver(diesAfter: number, titleOf?: (title: string) => string) {
  const { url, requests } = await candidate(titleOf);
  const exchange = exchangesFrom();
  const exchanges = session.map(([request, response]) =>
    exchange(request, { response, tenure: 1 }),
  );
  const first = hubShadow(url);
  first.beginTenure(1);
  const sent = exchanges.slice(0, diesAfter);
  first.send(...sent);
  await until(() => first.pairs.length === diesAfter);
  const writes = sent.filter((_, at) => at < 2).length;
  await until(() => first.answered.flatMap(({ sequences }) => sequences).length === writes);
  const answers = first.answered.flatMap(({ sequences, packed }) => {
    const message = { hub: 'aaaaaaaa', partition: 0, batch: 1, records: sequences.length, packed };
    return decodeAnswers(encodeAnswers(message)) ?? [];
  });
  const recorded = new Map(answers.map((one): [number, RecordedAnswer] => [one.sequence, one]));
  const next = hubShadow(url);
  next.beginTenure(1, recorded);
  next.send(...exchanges.slice(0, 2), ...exchanges.slice(2));
  await until(() => next.pairs.length === exchanges.length);
  return { requests, pairs: next.pairs };
}

describe('a write whose answer a former owner has recorded', () => {
  it.each([0, 1, 2])(
    'is sent once, and teaches the next owner, if the hub dies after %i requests',
    async (diesAfter) => {
      const { requests, pairs } = await takenOver(diesAfter);
      expect(requests).toEqual(['POST /notes', 'PUT /notes/903', 'GET /notes/903']);
      const bodies = pairs.map(({ candidate: leg }) =>
        leg.kind === 'answered' ? Buffer.from(leg.response.body).toString() : leg.kind,
      );
      expect(bodies).toEqual(['a', 'b', 'b'].map((title) => JSON.stringify({ id: 903, title })));
    },
  );

  it('is compared by the recorded answer, so that an error of the candidate is found', async () => {
    const { pairs } = await takenOver(2, (title) => (title === 'b' ? 'wrong' : title));
    const [, changed] = pairs;
    const body = changed?.candidate.kind === 'answered' ? changed.candidate.response.body : '';
    expect(Buffer.from(body).toString()).toContain('wrong');
    expect(changed?.excuses).toMatchObject({ status: null, things: [] });
  });
});
