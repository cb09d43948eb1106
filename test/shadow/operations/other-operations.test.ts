import { describe, expect, it } from 'vitest';
import { operationsBy } from './asked-of.ts';

function nameOf(by: string, body: string): string {
  return operationsBy(by)({ body }).name;
}

describe('JSON-RPC operations', () => {
  it.each<[unknown, string]>([
    [{ jsonrpc: '2.0', method: 'eth_getBlockByNumber', id: 1 }, 'eth_getBlockByNumber'],
    [{ jsonrpc: '2.0', method: 'tools/call' }, 'tools/call'],
    [[{ method: 'a' }, { method: 'a' }], 'a'],
    [[{ method: 'a' }, { method: 'b' }], '(batch)'],
    [[], '(other)'],
    [{ method: 7 }, '(other)'],
    [{ result: 7, id: 1 }, '(other)'],
    [{ method: 'a b' }, '(other)'],
    [{ method: '4fzzzxjylrx' }, '4fzzzxjylrx'],
    [{ method: 'user.5f2b8c1d9e' }, '(other)'],
    ['a', '(other)'],
  ])('have their method as name: %j is %s', (sent, name) => {
    expect(nameOf('jsonrpc', JSON.stringify(sent))).toBe(name);
  });

  it('are as safe as the HTTP method, whatever the request contains', () => {
    const body = '{"method":"get"}';
    expect(operationsBy('jsonrpc')({ body }).asked).toEqual([{ name: 'get', isSafe: null }]);
  });
});

describe('operations by a JSON path', () => {
  it.each([
    ['$.model', '{"model":"gpt-4o-mini"}', 'gpt-4o-mini'],
    ['$.model', '{"model":"claude-sonnet-4-20250514"}', 'claude-sonnet-4-20250514'],
    [
      '$.model',
      '{"model":"meta-llama/Llama-3.3-70B-Instruct"}',
      'meta-llama/Llama-3.3-70B-Instruct',
    ],
    [
      '$.model',
      '{"model":"anthropic.claude-3-5-sonnet-20241022-v2:0"}',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
    ],
    ['$.model', '{"model":"claude-3-5-sonnet@20240620"}', 'claude-3-5-sonnet@20240620'],
    ['$.model', '{}', '(none)'],
    ['$.model', '{"model":["a"]}', '(other)'],
    ['$.model', '', '(other)'],
    ['$.stream', '{"stream":true}', 'true'],
    ['$.stream', '{"stream":null}', 'null'],
    ['$.n', '{"n":7}', '(other)'],
    ['$..model', '{"model":"a","b":{"model":"a"}}', 'a'],
    ['$..model', '{"model":"a","b":{"model":"b"}}', '(other)'],
    ['$.messages[?@.role == "system"].name', '{"messages":[{"role":"system","name":"x"}]}', 'x'],
  ])('have the value at the path as name: %s of %s is %s', (by, body, name) => {
    expect(nameOf(by, body)).toBe(name);
  });
});

describe('operations by a header', () => {
  const operationOf = operationsBy({ header: 'X-Tenant' });

  it.each<[readonly string[], string]>([
    [['x-tenant', 'acme-corp'], 'acme-corp'],
    [['X-TENANT', 'acme'], 'acme'],
    [[], '(none)'],
    [['x-tenant', ''], '(other)'],
    [['x-tenant', 'ann@example.org'], '(other)'],
    [['x-tenant', '10.0.0.7'], '(other)'],
    [['x-tenant', '6f1d2c3b-9a8e-4f5d-8c7b-1a2b3c4d5e6f'], '(other)'],
  ])('have the value of the header as name: %j is %s', (fields, name) => {
    expect(operationOf({ method: 'GET', fields }).name).toBe(name);
  });
});

it('a route without by has no operation', () => {
  expect(operationsBy('graphql')({ target: '/elsewhere', body: '{"query":"{a}"}' }).name).toBe('');
});
