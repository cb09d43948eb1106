import { describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../src/control/document-coverage.ts';
import { RouteLedger } from '../../src/control/route-ledger.ts';
import { comparisonOf } from './comparison-fixture.ts';

const operations = [
  { operationId: 'listKeys', area: 'keys', routes: ['GET /v1/keys', 'GET /v2/keys'] },
  { operationId: 'getKey', area: 'keys', routes: ['GET /v1/keys/{id}'] },
  { operationId: null, area: null, routes: ['DELETE /v1/keys/{id}'] },
];

function readerOf(asked: readonly string[], inEvidence: readonly string[] = []) {
  const routes = new RouteLedger(100);
  for (const route of asked) routes.add(comparisonOf({ route }));
  const config = { document: { name: 'api.yaml', operations } };
  return createDocumentReader({ config, routes, inEvidence: () => inEvidence });
}

function neverAsked(asked: readonly string[], inEvidence: readonly string[] = []) {
  const { neverAsked: found = [] } = readerOf(asked, inEvidence).coverage() ?? {};
  return found.map(({ operationId }) => operationId);
}

function undocumented(asked: readonly string[]) {
  return readerOf(asked)
    .coverage()
    ?.undocumented.map(({ route }) => route);
}

describe('the operations of a document that were never requested', () => {
  it('are all operations at first', () => {
    expect(neverAsked([])).toEqual(['listKeys', 'getKey', null]);
  });

  it('exclude a requested one, whatever the names of placeholders', () => {
    expect(neverAsked(['GET /v1/keys/{slug}'])).toEqual(['listKeys', null]);
  });

  it('exclude one that was requested below any of several base paths', () => {
    expect(neverAsked(['GET /v2/keys'])).toEqual(['getKey', null]);
  });

  it('exclude one that a route for any method counts', () => {
    expect(neverAsked(['* /v1/keys/{id}'])).toEqual(['listKeys']);
  });

  it('do not include one that was requested before a restart', () => {
    expect(neverAsked([], ['GET /v1/keys/{id}'])).toEqual(['listKeys', null]);
  });

  it('exclude one of whose GraphQL operations any was requested', () => {
    expect(neverAsked(['GET /v1/keys GetAll'])).toEqual(['getKey', null]);
  });
});

describe('the routes that a document does not have', () => {
  it.each([
    ['another path', 'GET /v1/costs'],
    ['another method', 'PUT /v1/keys/{id}'],
    ['HEAD where there is no GET', 'HEAD /v1/costs'],
    ['TRACE', 'TRACE /v1/keys'],
  ])('include those with %s', (_, route) => {
    expect(undocumented([route])).toEqual([route]);
  });

  it.each([
    ['HEAD where there is GET', 'HEAD /v1/keys'],
    ['OPTIONS of a path, as browsers ask before a request', 'OPTIONS /v1/keys/{id}'],
    ['an operation of a route that is divided', 'GET /v1/keys GetAll'],
    ['a route for any method', '* /v1/keys/{id}'],
    ['requests without a route', '(other)'],
    ['the whole server', 'OPTIONS *'],
  ])('do not include %s', (_, route) => {
    expect(undocumented([route])).toEqual([]);
  });
});

describe('the operation id of a route', () => {
  it('is that of the operation for the same requests', () => {
    expect(readerOf([]).operationIdOf('GET /v1/keys/{slug}')).toBe('getKey');
  });

  it('is missing for a route that the document does not have', () => {
    expect(readerOf([]).operationIdOf('PUT /v1/keys/{id}')).toBeNull();
  });
});
