import { afterEach, describe, expect, it, vi } from 'vitest';
import { compareBodies, differingPaths } from '../body/body-spec.ts';
import { comparerFor, pairOf, type ResponseSpec } from '../pair-fixture.ts';

const json = 'application/json';
const lexical = { lexical: true };

afterEach(() => vi.restoreAllMocks());

function multipartOf(part: string): string {
  const fields = 'Content-Disposition: form-data; name="order"\r\nContent-Type: application/json';
  return `--b\r\n${fields}\r\n\r\n${part}\r\n--b--\r\n`;
}

function chunkOf(cost: string): string {
  return `data: {"choices":[{"index":0,"delta":{"content":"x"}}],"cost":${cost}}\n\ndata: [DONE]\n\n`;
}

describe('numbers that are written differently', () => {
  it.each<[string, string, string, string]>([
    ['1.10', '1.1', json, '$'],
    ['1e2', '100', json, '$'],
    ['1E2', '1e2', json, '$'],
    ['1.0', '1', json, '$'],
    ['-0', '0', json, '$'],
    ['0.30', '0.3', json, '$'],
    ['100000000000000000000', '1e20', json, '$'],
    ['{"a":{"b":1.10}}', '{"a":{"b":1.1}}', json, '$.a.b'],
    ['[1,[2,1e2]]', '[1,[2,100]]', json, '$[1][1]'],
    ['{"x":1.10,"x":2}', '{"x":1.1,"x":2}', json, '$.x'],
    ['{"a":1.10}', '{"a":1.1}', 'text/plain', '$.a'],
    ['{"a":1}\n{"a":1.0}\n', '{"a":1}\n{"a":1}\n', 'application/x-ndjson', '$[1].a'],
    ['1e2\n', '100\n', 'application/x-ndjson', '$[0]'],
    ['data: {"a":1.10}\n\n', 'data: {"a":1.1}\n\n', 'text/event-stream', '$[0].data.a'],
    [chunkOf('1.10'), chunkOf('1.1'), 'text/event-stream', '$.cost'],
    [
      multipartOf('{"a":1.10}'),
      multipartOf('{"a":1.1}'),
      'multipart/form-data; boundary=b',
      '$.order.body.a',
    ],
  ])('are a difference only with lexical: %j and %j', (primary, candidate, type, path) => {
    expect(differingPaths(type, primary, candidate)).toEqual([]);
    expect(differingPaths(type, primary, candidate, lexical)).toEqual([path]);
  });

  it('are shown as the deployments wrote them', () => {
    expect(compareBodies(json, '{"cost":1.10}', '{"cost":1.1}', lexical).differences).toMatchObject(
      [
        {
          aspect: 'body',
          kind: 'changed',
          path: '$.cost',
          template: '$.cost',
          primary: '1.10',
          candidate: '1.1',
          shape: null,
          distance: 0,
          nature: 'number',
        },
      ],
    );
  });

  it('are no difference if each member, element and string is written the same', () => {
    const primary = '{"1.10":1.10,"text":"1.10","list":[1.10,2]}';
    const candidate = '{"list":[1.10,2],"text":"1.10","1.10":1.10}';
    expect(differingPaths(json, primary, candidate, lexical)).toEqual([]);
  });

  it('may be ignored by rules, also by one that depends on values', () => {
    const primary = '{"items":[{"id":2,"cost":1.10}]}';
    const candidate = '{"items":[{"id":2,"cost":1.1}]}';
    const ignore = ['$.createdAt', '$.items[?@.id == 2].cost'];
    expect(differingPaths(json, primary, candidate, { ...lexical, ignore })).toEqual([]);
    const tolerance = [{ path: '$.items[*].cost', absolute: 0 }];
    expect(differingPaths(json, primary, candidate, { ...lexical, tolerance })).toEqual([]);
  });
});

describe('compare.lexical of a route', () => {
  const pair = pairOf({ body: '{"cost":1.10}' }, { body: '{"cost":1.1}' });
  const outcome = (top: boolean, route: Record<string, unknown>): string =>
    comparerFor({
      compare: { lexical: top },
      routes: [{ match: 'GET /api/keys/{id}', compare: route }],
    }).compare(pair).outcome;

  it('replaces the value at the top', () => {
    expect(outcome(false, { lexical: true })).toBe('mismatch');
    expect(outcome(true, { lexical: false })).toBe('match');
  });

  it('is by default the value at the top', () => {
    expect(outcome(true, {})).toBe('mismatch');
    expect(outcome(false, {})).toBe('match');
  });
});

describe('bodies with equal bytes', () => {
  it.each<[string, ResponseSpec]>([
    ['JSON', { body: '{"cost":1.10}' }],
    ['an event stream', { fields: ['Content-Type', 'text/event-stream'], body: chunkOf('1.10') }],
  ])('are not parsed, with and without lexical: %s', (_, response) => {
    const parse = vi.spyOn(JSON, 'parse');
    for (const compare of [{}, lexical]) {
      expect(comparerFor({ compare }).compare(pairOf(response, response)).outcome).toBe('match');
    }
    expect(parse).not.toHaveBeenCalled();
  });

  it('are not parsed if only the headers differ', () => {
    const comparer = comparerFor({ compare: { headers: ['etag'], ...lexical } });
    const parse = vi.spyOn(JSON, 'parse');
    const [primary, candidate] = ['a', 'b'].map((etag) => ({
      fields: ['Content-Type', json, 'ETag', etag],
      body: '{"cost":1.10}',
    }));
    expect(comparer.compare(pairOf(primary!, candidate!)).differences).toHaveLength(1);
    expect(parse).not.toHaveBeenCalled();
  });
});
