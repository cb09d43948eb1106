import { expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { Distinct } from '../../../src/recorder/distinct/distinct.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { exchangesFrom } from '../../shadow/exchange-fixture.ts';

const config = configSchema.parse({ primary: 'http://a.test', candidate: 'http://b.test' });

/** Sends requests with answers of primary; returns the recorded targets in order. */
function recorded(
  max: number,
  exchanges: readonly (readonly [line: string, answer: string, status?: number])[],
): { readonly targets: readonly string[]; readonly distinct: Distinct } {
  const distinct = new Distinct(max, config);
  const exchange = exchangesFrom();
  const targets = exchanges.flatMap(([line, answer, status = 200]) => {
    const [method = '', target = ''] = line.split(' ');
    const head = Buffer.from(`HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\n\r\n`);
    const response = { head, body: Buffer.from(answer) };
    return distinct.choose(exchange({ method, target }, { response })).map(lineOf);
  });
  return { targets, distinct };
}

function lineOf({ request }: Exchange): string {
  return Buffer.from(request.head).toString('latin1').split(' ').slice(0, 2).join(' ');
}

it('the configured number of exchanges is kept for each kind', () => {
  const list = ['GET /items', '[{"name":"a"}]'] as const;
  expect(recorded(2, [list, list, list]).targets).toEqual(['GET /items', 'GET /items']);
});

it('another status, another route and another shape are another kind, and another value is not', () => {
  const { targets, distinct } = recorded(1, [
    ['GET /items?page=1', '{"name":"a"}'],
    ['GET /items?page=2', '{"name":"b"}'],
    ['GET /items?page=3', '{"name":null}'],
    ['GET /items?page=4', '{"name":"a","size":1}'],
    ['GET /items?page=5', '{"name":"a"}', 500],
    ['GET /others?page=6', '{"name":"a"}'],
    ['GET /others?page=7', '{"name":"c"}'],
  ]);
  expect(targets.map((line) => line.slice(-1))).toEqual(['1', '3', '4', '5', '6']);
  expect(distinct.coverage).toEqual({ seen: 7, kept: 5, routes: 2, statuses: 2, kinds: 5 });
});

it('a number that a kept exchange uses belongs to the write whose own id it is', () => {
  const { targets } = recorded(1, [
    ['POST /items?n=1', '{"id":1,"price":5}'],
    ['POST /items?n=2', '{"id":16,"price":17}'],
    ['POST /items?n=3', '{"id":18,"parent_id":17}'],
    ['POST /items?n=4', '{"id":17,"price":99}'],
    ['GET /items/17', '{"id":17,"price":99,"name":"a"}'],
  ]);
  expect(targets).toEqual([
    'POST /items?n=1',
    'POST /items?n=3',
    'POST /items?n=4',
    'GET /items/17',
  ]);
});

it('a write that created a thing of a kept exchange is recorded before it', () => {
  const { targets } = recorded(1, [
    ['POST /items', '{"id":"4711aa"}'],
    ['POST /items', '{"id":"4712bb"}'],
    ['POST /items', '{"id":"4713cc"}'],
    ['GET /items/4712bb', '{"id":"4712bb","name":"a"}'],
  ]);
  expect(targets).toEqual(['POST /items', 'POST /items', 'GET /items/4712bb']);
});
