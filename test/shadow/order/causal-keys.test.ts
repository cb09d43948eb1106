import { describe, expect, it } from 'vitest';
import { CausalKeys, type KeyedExchange } from '../../../src/shadow/order/causal-keys.ts';
import { CausalOrder } from '../../../src/shadow/order/causal-order.ts';
import { Lineage } from '../../../src/shadow/order/lineage.ts';

interface Spec {
  /** The session of the client; empty for none. */
  readonly session?: string;
  readonly status?: number;
  readonly requestIds?: readonly string[];
  readonly responseIds?: readonly string[];
  readonly newIds?: readonly string[];
}

/** An exchange such as `POST /keys`, with its identities. */
function exchange(
  request: string,
  { session = 'a', status = 200, requestIds = [], responseIds = [], newIds = [] }: Spec = {},
): KeyedExchange {
  const [method = '', target = ''] = request.split(' ');
  return {
    head: { method, target, fields: [] },
    isWrite: method !== 'GET',
    sessions: session === '' ? [] : [session],
    status,
    requestIds: session === '' ? requestIds : [session, ...requestIds],
    responseIds: [...responseIds, ...newIds],
    newIds,
  };
}

/** A key that a session created, with its id and secret. */
function created(id: string, spec: Spec = {}): KeyedExchange {
  return exchange('POST /keys', { newIds: [id, `secret-${id}`], status: 201, ...spec });
}

/** Answered one after the other: whether the last of them may overtake the one before. */
function mayOvertake(...exchanges: readonly KeyedExchange[]): boolean {
  const keys = new CausalKeys(new Lineage());
  const order = new CausalOrder<number>();
  const queued = exchanges.map((one, at) => {
    const times = { startedAt: at * 2, endedAt: at * 2 + 1 };
    return order.add(at, { ...times, touches: keys.touchesOf(one) });
  });
  for (const one of queued.slice(0, -2)) order.finish(one);
  return order.next()?.item === exchanges.length - 2 && order.next() !== null;
}

describe('requests of different sessions', () => {
  const [one, two] = [created('1'), created('2', { session: 'b' })];

  it.each<[string, ...KeyedExchange[]]>([
    [
      'create things in different collections',
      one,
      exchange('POST /teams', { session: 'b', newIds: ['500'] }),
    ],
    [
      'read different things whose creation was seen',
      one,
      two,
      exchange('GET /keys/1'),
      exchange('GET /keys/2', { session: 'b' }),
    ],
    [
      'change one thing and read another',
      one,
      two,
      exchange('PATCH /keys/1'),
      exchange('GET /keys/2', { session: 'b' }),
    ],
    [
      'read one thing and change another',
      one,
      two,
      exchange('GET /keys/2', { session: 'b' }),
      exchange('PATCH /keys/1'),
    ],
    [
      'use a key, while the session that created it reads another one',
      one,
      created('2'),
      exchange('POST /calls', { session: 'secret-1', newIds: ['c1'] }),
      exchange('GET /keys/2'),
    ],
    [
      'change things of different collections',
      one,
      exchange('POST /teams', { session: 'b', newIds: ['500'] }),
      exchange('PATCH /keys/1'),
      exchange('PATCH /teams/500', { session: 'b' }),
    ],
  ])('run concurrently if they %s', (_, ...exchanges) => {
    expect(mayOvertake(...exchanges)).toBe(true);
  });

  it.each<[string, ...KeyedExchange[]]>([
    ['read a created thing', one, exchange('GET /keys/1', { session: 'b' })],
    ['list things that may have been created', one, exchange('GET /keys', { session: 'b' })],
    [
      'list things of which one was changed',
      one,
      exchange('PATCH /keys/1'),
      exchange('GET /keys', { session: 'b' }),
    ],
    ['count', one, exchange('GET /spend?by=key', { session: 'b' })],
    [
      'read a changed thing',
      one,
      two,
      exchange('PATCH /keys/2', { session: 'b' }),
      exchange('GET /keys/2'),
    ],
    [
      'change a thing that was read',
      one,
      exchange('GET /keys/1', { session: 'b' }),
      exchange('PATCH /keys/1'),
    ],
    [
      'read the use of a thing under its other identity',
      one,
      exchange('POST /calls', { session: 'secret-1', newIds: ['c1'] }),
      exchange('GET /keys/1'),
    ],
    [
      'remove a thing that was used under its other identity',
      one,
      exchange('POST /calls', { session: 'secret-1', newIds: ['c1'] }),
      exchange('DELETE /keys/1'),
    ],
    ['use a name that may just have become free', one, exchange('DELETE /keys/1'), two],
    ['are refused', one, created('2', { session: 'b', status: 409 })],
    ['follow a refusal', created('2', { session: 'b', status: 409 }), one],
    ['do something unknown', one, exchange('POST /reset', { session: 'b' })],
    ['change a singleton', one, exchange('PUT /settings', { session: 'b' })],
    [
      'change a thing whose creation was not seen',
      one,
      exchange('PATCH /teams/7', { session: 'b' }),
    ],
    ['read a thing whose creation was not seen', one, exchange('GET /teams/7', { session: 'b' })],
    ['have no session', one, created('2', { session: '' })],
    ['may have the same session', one, created('2')],
    ['create things in one collection, whose lists have that order', one, two],
    [
      'create things of one kind at two paths',
      exchange('POST /teams', { newIds: ['500'] }),
      exchange('POST /teams/500/keys', { requestIds: ['500'], newIds: ['1'] }),
      exchange('POST /v1/keys', { session: 'b', newIds: ['2'] }),
    ],
    [
      'create things in one collection with two keys of one session',
      one,
      created('2'),
      exchange('POST /calls', { session: 'secret-1', newIds: ['c1'] }),
      exchange('POST /calls', { session: 'secret-2', newIds: ['c2'] }),
    ],
  ])('keep their order if they %s', (_, ...exchanges) => {
    expect(mayOvertake(...exchanges)).toBe(false);
  });
});

describe('a thing within another thing', () => {
  const team = exchange('POST /teams', { session: 'admin', newIds: ['500'] });
  const member = created('1', { requestIds: ['500'] });
  const other = created('2', { session: 'b', requestIds: ['500'] });
  const call = exchange('POST /calls', { session: 'secret-1', newIds: ['c1'] });

  it('is ordered with requests to the outer thing', () => {
    expect(
      mayOvertake(team, member, call, exchange('DELETE /teams/500', { session: 'admin' })),
    ).toBe(false);
    expect(
      mayOvertake(
        team,
        member,
        exchange('PATCH /teams/500', { session: 'admin' }),
        exchange('GET /keys/1'),
      ),
    ).toBe(false);
  });

  it('is visible in the outer thing, at any depth', () => {
    expect(mayOvertake(team, member, call, exchange('GET /teams/500', { session: 'admin' }))).toBe(
      false,
    );
  });

  it('is independent of other things in the outer thing', () => {
    const another = exchange('POST /reports', { session: 'secret-2', newIds: ['c2'] });
    expect(mayOvertake(team, member, other, call, another)).toBe(true);
  });

  it('is inside from the moment at which it is put there', () => {
    const outside = created('3', { session: 'c' });
    const read = exchange('GET /teams/500', { session: 'b' });
    const use = exchange('POST /calls', { session: 'secret-3', newIds: ['c3'] });
    expect(mayOvertake(team, outside, use, read)).toBe(true);
    const move = exchange('PATCH /keys/3', { session: 'c', requestIds: ['500'] });
    expect(mayOvertake(team, outside, move, use, read)).toBe(false);
  });

  it('makes the outer thing incompletely known if it is unknown itself', () => {
    const unknown = exchange('PATCH /keys/9', { session: 'c', requestIds: ['500'] });
    const use = exchange('POST /calls', { session: 'secret-9', newIds: ['c9'] });
    expect(mayOvertake(team, unknown, use, exchange('GET /teams/500', { session: 'b' }))).toBe(
      false,
    );
  });
});

describe('a removed thing', () => {
  const login = (user: string, token: string) =>
    exchange('POST /login', { session: '', responseIds: [user], newIds: [token] });
  const users = [
    exchange('POST /users', { session: '', newIds: ['u1'] }),
    exchange('POST /users', { session: '', newIds: ['u2'] }),
    login('u1', 't1'),
    login('u2', 't2'),
  ];
  const article = exchange('POST /articles', { session: 't1', newIds: ['a1'] });
  const comment = exchange('POST /articles/a1/comments', {
    session: 't2',
    requestIds: ['a1'],
    newIds: ['c1'],
  });
  const pageOf = (user: string, session: string) =>
    exchange(`GET /users/${user}`, { session, requestIds: [user] });

  it('is missing where its creator is shown', () => {
    const removal = exchange('DELETE /comments/c1', { session: 't2', requestIds: ['c1'] });
    expect(mayOvertake(...users, article, comment, removal, pageOf('u2', 't1'))).toBe(false);
  });

  it('is missing there, too, if it is removed with the thing around it', () => {
    const removal = exchange('DELETE /articles/a1', { session: 't1', requestIds: ['a1'] });
    expect(mayOvertake(...users, article, comment, removal, pageOf('u2', 't2'))).toBe(false);
  });

  it('is missing nowhere else', () => {
    const removal = exchange('DELETE /articles/a1', { session: 't1', requestIds: ['a1'] });
    expect(mayOvertake(...users, article, removal, pageOf('u2', 't2'))).toBe(true);
  });

  it('is missing there after an unknown action of the session', () => {
    const cart = exchange('POST /cart', { session: 't2' });
    const removal = exchange('DELETE /articles/a1', { session: 't1', requestIds: ['a1'] });
    expect(mayOvertake(...users, article, cart, comment, removal, pageOf('u2', 't2'))).toBe(false);
  });

  it('is ordered with everything if too many things were inside', () => {
    const many = Array.from({ length: 20 }, (_, at) => [
      exchange('POST /users', { session: '', newIds: [`m${at}`] }),
      login(`m${at}`, `n${at}`),
      exchange('POST /articles/a1/comments', {
        session: `n${at}`,
        requestIds: ['a1'],
        newIds: [`d${at}`],
      }),
    ]);
    const removal = exchange('DELETE /articles/a1', { session: 't1', requestIds: ['a1'] });
    const all = [...users, article, ...many.flat()];
    expect(mayOvertake(...all, removal, pageOf('u2', 't2'))).toBe(false);
  });
});

describe('two things of different kinds with the same number', () => {
  it('are both ordered with a request to either', () => {
    const key = created('7');
    const team = exchange('POST /teams', { session: 'b', newIds: ['7'] });
    const change = exchange('PATCH /keys/7', { session: 'c' });
    expect(mayOvertake(key, team, change, exchange('GET /teams/7', { session: 'd' }))).toBe(false);
    expect(mayOvertake(team, key, change, exchange('GET /keys/7', { session: 'd' }))).toBe(false);
  });
});

describe('an exchange with very many ids', () => {
  it('is ordered with everything', () => {
    const one = created('1');
    const responseIds = Array.from({ length: 100 }, (_, at) => `member-${at}`);
    const read = exchange('GET /keys/1', { session: 'b', responseIds });
    expect(mayOvertake(one, created('2'), read)).toBe(false);
  });
});
