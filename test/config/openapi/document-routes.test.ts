import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRouteTable } from '../../../src/config/route-table.ts';
import {
  configWith,
  documentOf,
  gatewayFile,
  loadWith,
  routesOf,
  shopFile,
} from './document-config.ts';

const gateway = readFileSync(gatewayFile, 'utf8');
const shop = readFileSync(shopFile, 'utf8');

describe('the routes of an OpenAPI document', () => {
  it('come from OpenAPI 3.1 in YAML, with templates below the servers and first tags as areas', () => {
    expect(routesOf(configWith(gateway))).toEqual([
      'GET /v1/virtual-keys virtual-keys',
      'POST /v1/virtual-keys virtual-keys',
      'GET /v1/virtual-keys/{keyId} virtual-keys',
      'DELETE /v1/virtual-keys/{keyId} virtual-keys',
      'OPTIONS /v1/virtual-keys/{keyId}',
      'GET /v1/virtual-keys/current virtual-keys',
      'POST /v1/chat/completions chat',
      'GET /v1/exports/{exportId}.csv reports-exports',
      'HEAD /v1/exports/{exportId}.csv reports-exports',
      'GET /status',
      'TRACE /status',
    ]);
  });

  it('come from OpenAPI 3.0 in JSON', () => {
    expect(routesOf(configWith(shop))).toEqual([
      'GET /api/products catalogue',
      'GET /api/products/{productId} catalogue',
      'PUT /api/products/{productId} catalogue',
      'POST /api/orders orders',
      'GET /api/orders/{orderId} orders',
      'GET /api/orders/{orderId}/invoice.{format} orders',
    ]);
  });

  it('are the same from JSON read as JSON and as YAML', () => {
    // A comma too many is no JSON, and is YAML.
    const asYaml = shop.replace('"version": "1.0.0"', '"version": "1.0.0",');
    const [yaml, json] = [configWith(asYaml), configWith(shop)];
    expect(yaml).toEqual({ ...json, openapi: yaml.openapi });
  });

  it('have their operation ids', () => {
    const { document } = configWith(shop);
    expect(document?.operations[1]).toEqual({
      operationId: 'getProduct',
      area: 'catalogue',
      routes: ['GET /api/products/{productId}'],
    });
  });

  it.each([
    ['none', '', ['GET /a']],
    ['the root of a host', 'servers: [{url: "https://api.test"}]', ['GET /a']],
    ['a relative path', 'servers: [{url: v2}]', ['GET /v2/a']],
    ['the same path on two hosts', 'servers: [{url: "//a.test/v1/"}, {url: "/v1"}]', ['GET /v1/a']],
    ['two paths', 'servers: [{url: /v1}, {url: /v2}]', ['GET /v1/a', 'GET /v2/a']],
    [
      'a variable with a default',
      'servers: [{url: "/{stage}/x", variables: {stage: {default: live}}}]',
      ['GET /live/x/a'],
    ],
  ])('begin with the base paths of the servers: %s', (_, servers, routes) => {
    const head = servers === '' ? '' : `${servers}\n`;
    expect(routesOf(configWith(documentOf('/a: {get: {}}', head)))).toEqual(routes);
  });

  it('have the servers of a path, and of an operation, in place of those of the document', () => {
    const paths = '/a:\n  servers: [{url: /b}]\n  get: {}\n  put: {servers: [{url: /c}]}\n';
    const config = configWith(documentOf(paths, 'servers: [{url: /v1}]\n'));
    expect(routesOf(config)).toEqual(['GET /b/a', 'PUT /c/a']);
  });

  it.each([
    ['API Keys', 'api-keys'],
    ['Schlüssel & Co.', 'schlussel-co'],
    ['--v1--', 'v1'],
    ['用户', undefined],
    ['constructor', 'constructor'],
    ['x'.repeat(5000), 'x'.repeat(64)],
  ])('have the tag %s as their area', (tag, area) => {
    const config = configWith(documentOf(`/a: {get: {tags: [${JSON.stringify(tag)}]}}`));
    expect(config.routes[0]?.area).toBe(area);
  });

  it('may have two templates that match the same paths, with different methods', () => {
    const config = configWith(documentOf('/a/{id}: {get: {}}\n/a/{key}: {delete: {}}\n'));
    expect(routesOf(config)).toEqual(['GET /a/{id}', 'DELETE /a/{key}']);
  });

  it('match literal segments before parameters', () => {
    const table = createRouteTable(configWith(gateway));
    expect(table.routeOf('GET', '/v1/virtual-keys/current').route).toBe(
      'GET /v1/virtual-keys/current',
    );
    expect(table.routeOf('GET', '/v1/virtual-keys/other').route).toBe(
      'GET /v1/virtual-keys/{keyId}',
    );
  });

  it('provide the path template for a method that the document does not have', () => {
    const table = createRouteTable(configWith(shop));
    expect(table.routeOf('HEAD', '/api/products/teapot')).toEqual({
      route: 'HEAD /api/products/{productId}',
      area: 'catalogue',
    });
  });

  it('count against routesMax', () => {
    const table = createRouteTable(configWith(shop, 'routesMax: 7\n'));
    expect([table.routeOf('GET', '/x').route, table.routeOf('GET', '/y').route]).toEqual([
      'GET /x',
      '(other)',
    ]);
  });

  it('have the line of the document as their origin in the settings', () => {
    const { settings } = loadWith(shop);
    expect(settings).toContainEqual({
      path: 'routes[1].area',
      value: 'catalogue',
      origin: 'api:18',
    });
  });

  it('are reloaded with the config', () => {
    const first = documentOf('/a: {get: {}}');
    expect(routesOf(configWith(first))).toEqual(['GET /a']);
    expect(routesOf(configWith(first.replace('/a', '/b')))).toEqual(['GET /b']);
  });

  it.each([
    ['sound', shop],
    ['faulty', 'swagger: "2.0"\n'],
  ])('are in a file that is watched like the config: %s', (_, document) => {
    const { files } = loadWith(document);
    expect(files.map(({ path }) => basename(path))).toEqual(['parallax.yaml', 'api']);
  });

  it('can be cloned into a worker', () => {
    const config = configWith(gateway);
    expect(structuredClone(config)).toEqual(config);
  });
});

describe('routes of the config beside an OpenAPI document', () => {
  it('override it key by key, whatever the names of the placeholders', () => {
    const own = 'routes: [{match: "GET /api/products/{id}", safe: true}]\n';
    const { routes } = configWith(shop, own);
    expect(routes.filter(({ match }) => match.startsWith('GET /api/products/{'))).toEqual([
      { match: 'GET /api/products/{id}', area: 'catalogue', safe: true },
    ]);
  });

  it('may have an area of their own', () => {
    const own = 'routes: [{match: "POST /api/orders", area: checkout}]\n';
    expect(routesOf(configWith(shop, own))).toContain('POST /api/orders checkout');
  });

  it('replace all operations of a path if they are for any method', () => {
    const own = 'routes: [{match: "* /api/products/{id}", mirror: off}]\n';
    const config = configWith(shop, own);
    expect(routesOf(config).filter((route) => route.includes('products/'))).toEqual([
      '* /api/products/{id} catalogue',
    ]);
    const table = createRouteTable(config);
    expect(table.routeOf('PUT', '/api/products/7').route).toBe('* /api/products/{id}');
  });

  it.each(['* /compare/{range}', 'GET /compare/{range}'])(
    'replace a template that is no valid route: %s',
    (match) => {
      const paths = '/compare/{base}...{head}: {get: {tags: [git]}}\n/a: {get: {}}\n';
      const config = configWith(documentOf(paths), `routes: [{match: "${match}"}]\n`);
      expect(routesOf(config)).toEqual([`${match} git`, 'GET /a']);
    },
  );

  it('replace two operations that match the same requests', () => {
    const paths = '/a/{id}: {get: {tags: [x]}}\n/a/{key}: {get: {}}\n';
    const config = configWith(documentOf(paths), 'routes: [{match: "GET /a/{name}"}]\n');
    expect(routesOf(config)).toEqual(['GET /a/{name} x']);
  });

  it('allow areas of the document in the config of the gate', () => {
    const gate = 'gate: {areas: {orders: {mismatchBudget: 0.01}}}\n';
    expect(configWith(shop, gate).gate.areas).toHaveProperty('orders');
  });
});
