import { describe, expect, it } from 'vitest';
import { type ApiOperation, apiOperations } from '../../../src/control/admin/api/operations.ts';
import { outcomes } from '../../../src/vocabulary/comparison.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import type { Identity } from '../../../src/vocabulary/identities.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { gateUnderTest, signature } from '../gate/gate-under-test.ts';
import { addExchanges, place } from '../gate/observed-exchange.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function documentOf(plane: PlaneUnderTest): Promise<Document> {
  return (await (await plane.ask('/api/openapi.json')).json()) as Document;
}

const body = { kind: 'json', text: '{"cost":1}', bytes: 10, cut: false } as const;
const identity: Identity = { primary: '7', candidate: '9', label: '‹id #1›', namesMember: true };
const specimen: Specimen = {
  request: { method: 'GET', target: '/api/costs', fields: [['Host', 'a']], body },
  primary: { status: 200, fields: [['Content-Type', 'application/json']], body },
  candidate: null,
  times: { sentMs: 1, firstByteMs: 2, endedMs: null },
  identities: [identity],
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

function answerOf(method: string, path: string): ApiOperation['answer'] {
  const name = `${method} ${path}`;
  const found = apiOperations.find((one) => `${one.method.toUpperCase()} ${one.path}` === name);
  if (found === undefined) throw new Error(`there is no operation ${name}`);
  return found.answer;
}

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

  it('describes the answers to the actions of operators, and their log', async () => {
    const evidence = addExchanges(emptyEvidence(), 10, { differences: [place('$.cost')] });
    const under = gateUnderTest({ evidence });
    const difference = { ...signature, route: 'GET /keys', field: 'body changed $.cost' };
    const actions = [
      ['POST', '/api/gate/hold', signature],
      ['DELETE', '/api/gate/hold', signature],
      ['POST', '/api/gate/accept', difference],
      ['DELETE', '/api/gate/accept', difference],
      ['POST', '/api/gate/reset', signature],
    ] as const;
    for (const [method, path, body] of actions) {
      const answer = answerOf(method, path);
      answer.parse(await (await under.send(method, path, body)).json());
    }
    const log = answerOf('GET', '/api/gate/log').parse(
      await (await under.ask('/api/gate/log')).json(),
    );
    expect(log).toHaveLength(actions.length);
  });

  it('describes the parameters as they are read', async () => {
    using plane = planeUnderTest();
    const { paths } = await documentOf(plane);
    expect(paths['/api/comparisons']?.get).toMatchObject({
      parameters: [
        { name: 'outcome', in: 'query', required: false, schema: { enum: outcomes } },
        { name: 'route', in: 'query', required: false, schema: { type: 'string' } },
        {
          name: 'limit',
          in: 'query',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
        },
      ],
    });
  });

  it('says which parameters are required', async () => {
    using plane = planeUnderTest();
    const { paths } = await documentOf(plane);
    expect(paths['/api/field']?.get).toMatchObject({
      parameters: [
        { name: 'route', required: true },
        { name: 'field', required: true },
        { name: 'epoch', required: false },
      ],
    });
  });
});
