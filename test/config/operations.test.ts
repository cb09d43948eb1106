import { describe, expect, it } from 'vitest';
import { createRouteTable } from '../../src/config/route-table.ts';
import { operationsMax } from '../../src/config/operation-routes.ts';
import { createRouteRenames } from '../../src/config/route-renames.ts';
import { routePolicyOf } from '../../src/config/route-policy.ts';
import type { RouteConfig } from '../../src/config/schema.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

function routesText(...entries: readonly string[]): string {
  return `${upstreams}routes:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
}

describe('routes[].by', () => {
  it.each([
    ['by: graphql', { body: 'graphql' }],
    ['by: jsonrpc', { body: 'jsonrpc' }],
    ['by: $.model', { body: '$.model' }],
    ['by: {body: $.model}', { body: '$.model' }],
    ['by: {header: X-Tenant}', { header: 'x-tenant' }],
  ])('may be %s', (text, by) => {
    expect(configOf(routesText(`{match: POST /a, ${text}}`)).routes[0]?.by).toEqual(by);
  });

  it.each([
    ['GraphQL', 'routes[0].by.body: did you mean graphql?'],
    ['json-rpc', 'routes[0].by.body: did you mean jsonrpc?'],
    ['header:x-tenant', 'routes[0].by.body: write {header: x-tenant}'],
    ['$.', 'routes[0].by.body: write an RFC 9535 JSONPath'],
    ['model', 'routes[0].by.body: write graphql, jsonrpc, a JSONPath such as $.model'],
  ])('may not be %s', (by, fault) => {
    expect(faultsOf(routesText(`{match: POST /a, by: ${JSON.stringify(by)}}`))).toEqual([
      expect.stringContaining(`file:4:26: ${fault}`),
    ]);
  });

  it.each([
    ['{}', 'write one of graphql, jsonrpc'],
    ['{header: a, body: graphql}', 'write one of graphql, jsonrpc'],
    ['{header: x y}', 'write the name of a request header'],
    ['{heder: x}', 'there is no such key: did you mean header?'],
    ['7', 'write graphql|jsonrpc|JSONPATH, or keys below it'],
  ])('may not be %s: %s', (by, fault) => {
    const faults = faultsOf(routesText(`{match: POST /a, by: ${by}}`));
    expect(faults).toEqual([expect.stringMatching(/^file:4:\d+: routes\[0\]\.by/)]);
    expect(faults[0]).toContain(fault);
  });

  it.each(['Authorization', 'cookie', 'X-Api-Key', 'proxy-authorization', 'x-session-token'])(
    'may not be a header that holds a secret: %s',
    (header) => {
      expect(faultsOf(routesText(`{match: POST /a, by: {header: ${header}}}`))).toEqual([
        expect.stringContaining('routes[0].by.header: this header holds a secret'),
      ]);
    },
  );
});

describe('an entry for one operation', () => {
  it.each(['GetUser', 'anthropic/claude-sonnet-4-20250514', 'anonymous:0a1b2c3d', '(other)'])(
    'may be called %s',
    (operation) => {
      const text = routesText(
        '{match: POST /a, by: graphql}',
        `{match: POST /a ${operation}, area: users}`,
      );
      expect(faultsOf(text)).toEqual([]);
    },
  );

  it('is a fault if no operation can have the name', () => {
    const text = routesText('{match: POST /a, by: graphql}', '{match: "POST /a Get{x}"}');
    expect(faultsOf(text)).toEqual([
      'file:5:13: routes[1].match: this cannot be the name of an operation: write it as the routes page shows it, or write (other)',
    ]);
  });

  it('is a fault without the entry of its route', () => {
    expect(faultsOf(routesText('{match: POST /a GetUser}'))).toEqual([
      'file:4:13: routes[0].match: write an entry with match: POST /a and by first: an entry for GetUser refines it',
    ]);
  });

  it('is a fault if its route has no operations', () => {
    const text = routesText('{match: POST /a}', '{match: POST /a GetUser}');
    expect(faultsOf(text)).toEqual([
      expect.stringContaining('file:5:13: routes[1].match: POST /a has no operations: write by in'),
    ]);
  });

  it('is a fault if it is repeated', () => {
    const text = routesText(
      '{match: POST /a, by: graphql}',
      '{match: POST /a GetUser}',
      '{match: POST /a GetUser, mirror: off}',
    );
    expect(faultsOf(text)).toEqual([
      expect.stringContaining('file:6:13: routes[2].match: POST /a GetUser can never apply'),
    ]);
  });

  it('may not have operations of its own', () => {
    const text = routesText('{match: POST /a, by: graphql}', '{match: POST /a B, by: jsonrpc}');
    expect(faultsOf(text)).toEqual([
      expect.stringContaining(
        'routes[1].by: this entry is for one operation: write by in the entry of',
      ),
    ]);
  });
});

describe('safe: true on a GraphQL route', () => {
  it('is a fault on the route, because it would mirror mutations', () => {
    expect(faultsOf(routesText('{match: POST /a, by: graphql, safe: true}'))).toEqual([
      expect.stringContaining(
        'routes[0].safe: with by: graphql, queries are safe and mutations are not',
      ),
    ]);
  });

  it('is allowed on one operation', () => {
    const text = routesText('{match: POST /a, by: graphql}', '{match: POST /a Track, safe: true}');
    expect(faultsOf(text)).toEqual([]);
  });

  it.each([
    ['POST /a (other), safe: true', '(other) may include mutations'],
    ['POST /a (batch), safe: true', 'a batch is safe if all its requests are'],
    ['POST /a (batch), safe: false', 'a batch is safe if all its requests are'],
    ['POST /a GetUser, safe: false', 'a query is always safe'],
  ])('is a fault in {match: %s}', (entry, fault) => {
    const text = routesText('{match: POST /a, by: graphql}', `{match: ${entry}}`);
    expect(faultsOf(text)).toEqual([expect.stringContaining(`routes[1].safe: ${fault}`)]);
  });
});

const graphql: RouteConfig = { match: 'POST /graphql', area: 'api', by: { body: 'graphql' } };

function tableOf(routes: readonly RouteConfig[], routesMax = 500) {
  const table = createRouteTable({ routes: [...routes], routesMax });
  return (target: string, operation: string) => table.routeOf('POST', target, undefined, operation);
}

describe('the route name of an operation', () => {
  it('is the name of its route with the name of the operation behind it', () => {
    const routeOf = tableOf([graphql]);
    expect(routeOf('/graphql?a', 'GetUser')).toEqual({
      route: 'POST /graphql GetUser',
      area: 'api',
    });
  });

  it('is (other) if the operation is unknown', () => {
    expect(tableOf([graphql])('/graphql', '').route).toBe('POST /graphql (other)');
  });

  it("comes with the area of the operation's own entry", () => {
    const routeOf = tableOf([graphql, { match: 'POST /graphql Pay', area: 'billing' }]);
    expect(routeOf('/graphql', 'Pay').area).toBe('billing');
    expect(routeOf('/graphql', 'GetUser').area).toBe('api');
  });

  it('is that of its route if the route has no operations', () => {
    expect(tableOf([{ match: 'POST /a' }])('/a', 'GetUser').route).toBe('POST /a');
    expect(tableOf([])('/b', 'GetUser').route).toBe('POST /b');
  });

  it('is (other) above the limit, except for operations of the config', () => {
    const routeOf = tableOf([graphql, { match: 'POST /graphql Late' }], 100_000);
    for (let i = 0; i < operationsMax; i += 1) routeOf('/graphql', `Op${i}`);
    expect(routeOf('/graphql', 'More').route).toBe('POST /graphql (other)');
    expect(routeOf('/graphql', 'Op0').route).toBe('POST /graphql Op0');
    expect(routeOf('/graphql', 'Late').route).toBe('POST /graphql Late');
  });

  it('counts against routesMax', () => {
    const routeOf = tableOf([graphql], 2);
    expect(routeOf('/graphql', 'A').route).toBe('POST /graphql A');
    expect(routeOf('/b', '').route).toBe('POST /b');
    expect(routeOf('/graphql', 'C').route).toBe('POST /graphql (other)');
    expect(routeOf('/c', '').route).toBe('(other)');
  });
});

describe('the mirroring policy of an operation', () => {
  const policyOf = routePolicyOf({
    routes: [
      { match: 'POST /rpc', by: { body: 'jsonrpc' } },
      { match: 'POST /rpc read', safe: true },
      { match: 'POST /off', by: { body: 'jsonrpc' }, mirror: 'off' },
      { match: 'POST /off read', safe: true },
    ],
  });

  it('is that of its own entry', () => {
    expect(policyOf('POST', '/rpc', 'read')).toMatchObject({ safe: true });
    expect(policyOf('POST', '/rpc', 'write')).toMatchObject({ safe: false });
  });

  it('is that of its route if its entry has no policy', () => {
    expect(policyOf('POST', '/off', 'read')).toMatchObject({ mirror: 'off', safe: true });
  });
});

it('members are renamed for one operation by the rules of its entry and of its route', () => {
  const text = routesText(
    '{match: POST /a, by: graphql, compare: {rename: [{from: x, to: y}]}}',
    '{match: POST /a Get, compare: {rename: [{from: a, to: b}]}}',
  );
  const renamesOf = createRouteRenames(configOf(text));
  const inPrimaryNames = (operation: string) =>
    renamesOf?.('POST', '/a', operation).reshaper?.ofCandidate(
      { a: 1, x: 2 },
      { b: 1, y: 2 },
      () => null,
    ).value;
  expect(inPrimaryNames('Get')).toEqual({ a: 1, x: 2 });
  expect(inPrimaryNames('Other')).toEqual({ b: 1, x: 2 });
});
