import { describe, expect, it } from 'vitest';
import { apiOperations } from '../../../src/control/admin/api/operations.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function documentOf(plane: PlaneUnderTest): Promise<Document> {
  return (await (await plane.ask('/api/openapi.json')).json()) as Document;
}

const body = { kind: 'json', text: '{"cost":1}', bytes: 10, cut: false } as const;
const specimen: Specimen = {
  request: { method: 'GET', target: '/api/costs', fields: [['Host', 'a']], body },
  primary: { status: 200, fields: [['Content-Type', 'application/json']], body },
  candidate: null,
  times: { sentMs: 1, firstByteMs: 2, endedMs: null },
  identities: [],
  alignment: { stretches: [[0, 0, 3, 'changed']], cut: false },
};

/** A plane that has data for every operation. */
async function planeWithTraffic(): Promise<PlaneUnderTest> {
  const plane = planeUnderTest({ compare: { ignore: ['$.createdAt'] } });
  await plane.feed([
    comparisonOf(),
    mismatchOf([differenceOf()], { wallClockMs: Date.now(), specimen }),
  ]);
  plane.report(totalsOf());
  plane.save();
  return plane;
}

const field = encodeURIComponent('body changed $.items[*].cost');

/** An address that has data. */
async function exampleOf(path: string, plane: PlaneUnderTest): Promise<string> {
  if (path === '/api/field') return `${path}?route=GET%20/api/costs&field=${field}`;
  if (!path.endsWith('{name}')) return path;
  const [kept] = (await (await plane.ask('/api/exchanges')).json()) as { id: string }[];
  return `/api/exchanges/${kept?.id ?? ''}`;
}

describe('/api/openapi.json', () => {
  it('is OpenAPI 3.1', async () => {
    using plane = planeUnderTest();
    expect((await documentOf(plane)).openapi).toBe('3.1.0');
  });

  it('has every path under /api with its methods, and no other', async () => {
    using plane = planeUnderTest();
    const { paths } = await documentOf(plane);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = plane.routes
      .filter(({ path }) => path.startsWith('/api/') && path !== '/api/openapi.json')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(new Set(described)).toEqual(new Set(served));
  });

  it.each(apiOperations.filter(({ method }) => method === 'get'))(
    'describes the answers of $path',
    async ({ path, answer, answerType }) => {
      using plane = await planeWithTraffic();
      const answered = await plane.ask(await exampleOf(path, plane));
      expect(answered.status).toBe(200);
      const isJson = answerType === undefined;
      const value: unknown = isJson ? await answered.json() : await answered.text();
      expect(answer.safeParse(value).error?.issues ?? []).toEqual([]);
      expect(answered.headers.get('content-type')).toContain(answerType ?? 'application/json');
    },
  );
});
