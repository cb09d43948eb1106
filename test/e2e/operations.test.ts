import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
// By its file: the server from npm takes this one, and there may be only one.
import { buildSchema } from 'graphql/index.js';
import { createHandler } from 'graphql-http/lib/use/http';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { startParallaxBetween } from './parallax-between.ts';

const schema = buildSchema(`
  type User { id: ID!, name: String! }
  type Order { id: ID!, total: Float! }
  type Query { user(id: ID!): User, orders: [Order!]! }
  type Mutation { rename(id: ID!, name: String!): User }
`);

interface Release extends AsyncDisposable {
  readonly url: string;
  readonly mutations: number;
}

/** A release of a GraphQL API, behind a server from npm; `nameOf` is what a release changes. */
async function startRelease(nameOf: (name: string) => string): Promise<Release> {
  let mutations = 0;
  const rootValue = {
    user: ({ id }: { id: string }) => ({ id, name: nameOf('Ann') }),
    orders: [{ id: '7', total: 12.5 }],
    rename({ id, name }: { id: string; name: string }) {
      mutations += 1;
      return { id, name };
    },
  };
  const server = createServer(createHandler({ schema, rootValue })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get mutations() {
      return mutations;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const getUser = {
  query: 'query GetUser($id: ID!) { user(id: $id) { name } }',
  variables: { id: 1 },
};
const getOrders = { query: 'query GetOrders { orders { id total } }' };
const rename = { query: 'mutation Rename { rename(id: 1, name: "Bob") { name } }' };
const nameless = { query: '{ orders { id } }' };

/** Sends each of them once, by POST, and one by GET. */
async function sendTo(url: string): Promise<number> {
  const sent = [getUser, getOrders, rename, nameless, { query: '{' }];
  for (const one of sent) {
    const { statusCode, body } = await request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(one),
    });
    await body.dump();
    expect(statusCode).toBeLessThan(500);
  }
  const search = new URLSearchParams({ query: getOrders.query }).toString();
  await (await request(`${url}/graphql?${search}`)).body.dump();
  return sent.length + 1;
}

const upperCase = (name: string): string => name.toUpperCase();
const routes = [{ match: '* /graphql', by: 'graphql', area: 'api' }];

async function outcomesByRoute(settings: Readonly<Record<string, unknown>>) {
  await using primary = await startRelease((name) => name);
  await using candidate = await startRelease(upperCase);
  await using parallax = await startParallaxBetween(primary.url, candidate.url, settings);
  await parallax.outcomes(await sendTo(parallax.url));
  const routes = JSON.parse(await parallax.page('/api/routes')) as {
    route: string;
    outcomes: Record<string, number>;
  }[];
  const outcomes = routes.map(({ route, outcomes }) => {
    const came = Object.entries(outcomes).find(([, count]) => count > 0);
    return [route, came] as const;
  });
  const [metrics, page, ofUser] = await Promise.all(
    ['/metrics', '/routes', '/route?name=*+%2Fgraphql+GetUser'].map((path) => parallax.page(path)),
  );
  const mutations = { primary: primary.mutations, candidate: candidate.mutations };
  return { outcomes: Object.fromEntries(outcomes), mutations, metrics, page, ofUser };
}

it('two releases of a GraphQL server from npm differ in one operation, and match in the others', async () => {
  const found = await outcomesByRoute({ mirror: { methods: 'safe' }, routes });
  expect(found.outcomes).toEqual({
    '* /graphql GetUser': ['mismatch', 1],
    '* /graphql GetOrders': ['match', 2],
    '* /graphql Rename': ['skipped', 1],
    [`* /graphql ${anonymousIn(found.outcomes)}`]: ['match', 1],
    '* /graphql (other)': ['skipped', 1],
  });
  expect(found.mutations).toEqual({ primary: 1, candidate: 0 });
  expect(found.metrics).toContain(
    'parallax_exchanges_total{route="* /graphql",operation="GetUser",area="api",outcome="mismatch"} 1',
  );
  expect(found.page).toContain('graphql GetUser</bdi>');
  expect(found.ofUser).toContain('$.data.user.name');
});

function anonymousIn(outcomes: Readonly<Record<string, unknown>>): string {
  return /anonymous:[0-9a-f]{8}/.exec(Object.keys(outcomes).join(' '))?.[0] ?? 'none';
}

it('a rule for one operation applies to that operation alone', async () => {
  const ignore = { ignore: ['$.data.user.name'] };
  const ofUser = { match: '* /graphql GetUser', compare: ignore };
  const ofOrders = { match: '* /graphql GetOrders', compare: ignore };
  const mirror = { methods: 'safe' };
  const right = await outcomesByRoute({ mirror, routes: [...routes, ofUser] });
  expect(right.outcomes['* /graphql GetUser']).toEqual(['match', 1]);
  const wrong = await outcomesByRoute({ mirror, routes: [...routes, ofOrders] });
  expect(wrong.outcomes['* /graphql GetUser']).toEqual(['mismatch', 1]);
});
