import { describe, expect, it } from 'vitest';
import { apiOperations } from '../../../src/control/admin/api/operations.ts';
import { example } from '../archive/examples.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

async function detailOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { detail: string }).detail;
}

async function lengthOf(plane: PlaneUnderTest, path: string): Promise<number> {
  return ((await (await plane.ask(path)).json()) as unknown[]).length;
}

/** Two kept mismatches on one route. */
async function planeWithTwo(): Promise<PlaneUnderTest> {
  const plane = planeUnderTest();
  await plane.feed([example(), example()]);
  plane.save();
  return plane;
}

describe('an unknown parameter', () => {
  it.each(apiOperations)('is refused by $method $path', async ({ method, path }) => {
    using plane = planeUnderTest();
    const headers = { host: 'localhost', 'content-type': 'application/json' };
    const answer = await plane.ask(`${path.replace('{name}', 'k3x9-1')}?nosuch=1`, {
      method: method.toUpperCase(),
      headers,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ]);
    expect(await detailOf(answer)).toMatch(/parameter/);
  });

  it.each([
    ['/api/rules?route=', 'There are no parameters here.'],
    ['/api/gate/log?since=1', 'The only parameter is limit.'],
    ['/api/field?rout=a', 'The parameters are route, field and epoch.'],
    ['/api/exchanges?page=2', 'The parameters are epoch, route, field, words and limit.'],
    ['/api/comparisons?limit[]=5', 'The parameters are outcome, route and limit.'],
    ['/api/comparisons?limit%5B%5D=5', 'The parameters are outcome, route and limit.'],
    ['/api/comparisons?Limit=5', 'The parameters are outcome, route and limit.'],
    ['/api/comparisons?=5', 'The parameters are outcome, route and limit.'],
    ['/api/comparisons?constructor=5', 'The parameters are outcome, route and limit.'],
    ['/api/comparisons?%5F_proto__=5', 'The parameters are outcome, route and limit.'],
  ])('is answered with the known ones: %s', async (path, detail) => {
    using plane = planeUnderTest();
    expect(await detailOf(await plane.ask(path))).toBe(detail);
  });
});

describe('a parameter that is given twice', () => {
  it.each([
    '/api/exchanges?words=a&words=b',
    '/api/exchanges?words=a&words=a',
    '/api/exchanges?words=&words=',
    '/api/field?route=a&field=b&field=c',
    '/api/comparisons?limit=5&%6Cimit=5',
    '/api/gate/log?limit=5&limit=0',
  ])('is refused: %s', async (path) => {
    using plane = planeUnderTest();
    const answer = await plane.ask(path);
    expect([answer.status, await detailOf(answer)]).toEqual([
      400,
      'Each parameter may be given once.',
    ]);
  });
});

describe('a limit', () => {
  it.each([
    '',
    '0',
    '00005',
    '-1',
    '+5',
    '%205',
    '5%20',
    '5.0',
    '1e2',
    '0x10',
    '%EF%BC%95',
    '501',
    '9007199254740993',
    '1'.repeat(400),
    'Infinity',
    'null',
    '5,6',
    '%00',
    '%',
  ])('is refused if it is no whole number in the range: %j', async (limit) => {
    using plane = planeUnderTest();
    const answer = await plane.ask(`/api/exchanges?limit=${limit}`);
    expect([answer.status, await detailOf(answer)]).toEqual([
      400,
      'limit is a whole number from 1 to 500.',
    ]);
  });

  it.each(['limit=1', 'limit=%31', '%6Cimit=1', '&limit=1&'])(
    'may be percent-encoded: %s',
    async (query) => {
      using plane = await planeWithTwo();
      expect(await lengthOf(plane, `/api/exchanges?${query}`)).toBe(1);
    },
  );

  it('may be the largest', async () => {
    using plane = await planeWithTwo();
    expect(await lengthOf(plane, '/api/exchanges?limit=500')).toBe(2);
  });
});

describe('a filter', () => {
  it.each(['GET%20%2Fapi%2Fcosts', 'GET+/api/costs', 'GET%20/api/costs'])(
    'may be encoded as in a form or as in a path: %s',
    async (route) => {
      using plane = await planeWithTwo();
      expect(await lengthOf(plane, `/api/exchanges?route=${route}`)).toBe(2);
      expect(await lengthOf(plane, `/api/comparisons?route=${route}`)).toBe(2);
    },
  );

  it('of kept exchanges asks for all if it is empty', async () => {
    using plane = await planeWithTwo();
    expect(await lengthOf(plane, '/api/exchanges?epoch=&route=&field=&words=')).toBe(2);
  });

  it('of comparisons matches no route if it is empty', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    expect(await lengthOf(plane, '/api/comparisons?route=')).toBe(0);
  });

  it.each(['%FF', '%ZZ', '%F0%9F', '%22%3B--', '%25'])(
    'that is broken or has characters of a query language matches nothing: %s',
    async (words) => {
      using plane = await planeWithTwo();
      expect(await lengthOf(plane, `/api/exchanges?words=${words}`)).toBe(0);
    },
  );
});

describe('an epoch, route or field', () => {
  it.each(['epoch', 'route', 'field'])(
    'with a null character matches nothing: %s',
    async (name) => {
      using plane = await planeWithTwo();
      expect(await lengthOf(plane, `/api/exchanges?${name}=%00`)).toBe(0);
    },
  );
});

describe('every fault of a query', () => {
  it('is in the answer', async () => {
    using plane = planeUnderTest();
    expect(await detailOf(await plane.ask('/api/comparisons?outcome=MATCH&limit=x'))).toBe(
      'outcome is one of match, mismatch, noise, candidate_error, primary_error, skipped, cascade, racy. ' +
        'limit is a whole number from 1 to 500.',
    );
  });

  it('names each required parameter that is missing', async () => {
    using plane = planeUnderTest();
    expect(await detailOf(await plane.ask('/api/field'))).toBe(
      'route is required. field is required.',
    );
  });
});
