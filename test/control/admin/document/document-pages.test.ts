import { describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../../../src/config/openapi/api-document.ts';
import { comparisonOf } from '../../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../../plane-under-test.ts';

const document: ApiDocument = {
  name: 'shop.yaml',
  operations: [
    { operationId: 'getOrder', area: 'orders', routes: ['GET /orders/{id}'] },
    { operationId: 'placeOrder', area: 'orders', routes: ['POST /orders'] },
  ],
};

async function planeWithOrders(options = {}): Promise<PlaneUnderTest> {
  const plane = planeUnderTest({}, { document, ...options });
  await plane.feed([
    comparisonOf({ route: 'GET /orders/{id}', area: 'orders' }),
    comparisonOf({ route: 'GET /orders/{id}', area: 'orders' }),
    comparisonOf({ route: 'GET /secret-report', area: '(none)' }),
  ]);
  return plane;
}

async function textOf(plane: PlaneUnderTest, path: string): Promise<string> {
  const page = await (await plane.ask(path)).text();
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

/** Without the remaining times, which depend on the time of the request. */
function resultsOf(gate: unknown) {
  const { criteria } = gate as Record<'criteria', Record<string, unknown>[]>;
  return criteria.map(({ criterion, area, result, n, k }) => [criterion, area, result, n, k]);
}

describe('the routes page with an OpenAPI document', () => {
  it('lists routes that are not in the document, with their exchanges', async () => {
    using plane = await planeWithOrders();
    expect(await textOf(plane, '/routes')).toContain(
      'Not in the document: 1 Requested since the start, and not in shop.yaml . Route Exchanges GET /secret-report 1',
    );
  });

  it('lists operations that were never requested, by name', async () => {
    using plane = await planeWithOrders();
    expect(await textOf(plane, '/routes')).toContain(
      'Never requested: 1 Of the 2 operations in shop.yaml . They do not change the verdict. Route Area POST /orders placeOrder orders',
    );
  });

  it('has the operation id beside the route', async () => {
    using plane = await planeWithOrders();
    expect(await textOf(plane, '/routes')).toContain('GET /orders/{id} orders getOrder');
  });

  it('does not mention a document if there is none', async () => {
    using plane = await planeWithOrders({ document: undefined });
    const text = await textOf(plane, '/routes');
    expect(text).not.toMatch(/document|Never requested/);
  });
});

describe('the routes page', () => {
  it('links to the routes as YAML, as a download without a script', async () => {
    using plane = await planeWithOrders();
    const page = await (await plane.ask('/routes')).text();
    expect(page).toContain('href="/api/routes.yaml" download="routes.yaml"');
    const answer = await plane.ask('/api/routes.yaml');
    expect(answer.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(await answer.text()).toContain('- match: GET /secret-report\n');
  });
});

describe('the page of a route', () => {
  it('has its operation id', async () => {
    using plane = await planeWithOrders();
    const path = `/route?name=${encodeURIComponent('GET /orders/{id}')}`;
    expect(await textOf(plane, path)).toContain('orders operation id getOrder 2 exchanges');
  });
});

describe('the verdict beside an OpenAPI document', () => {
  it('shows the number of operations that were never requested', async () => {
    using plane = await planeWithOrders();
    expect(await textOf(plane, '/')).toContain(
      'Of the 2 operations in shop.yaml , 1 was never requested ; 1 requested route is not in it .',
    );
  });

  it('has these numbers in the API too, where no criterion depends on them', async () => {
    using plane = await planeWithOrders();
    using without = await planeWithOrders({ document: undefined });
    const [gate, other] = await Promise.all(
      [plane, without].map(async (one) => (await one.ask('/api/gate')).json()),
    );
    expect(gate).toMatchObject({
      document: { operations: 2, neverAsked: 1, undocumented: 1 },
    });
    expect(other).toMatchObject({ document: null });
    expect(resultsOf(gate)).toEqual(resultsOf(other));
  });
});
