import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { operationsBy } from './asked-of.ts';

const operationOf = operationsBy('graphql');

function asked(sent: unknown, target = '/api') {
  const { name, asked } = operationOf({ target, body: JSON.stringify(sent) });
  return { name, safe: asked.map(({ isSafe }) => isSafe) };
}

function got(parameters: Record<string, string>) {
  const search = new URLSearchParams(parameters).toString();
  const { name, asked } = operationOf({ method: 'GET', target: `/api?${search}` });
  return { name, safe: asked.map(({ isSafe }) => isSafe) };
}

const two = 'query GetUser { user { id } } mutation SetUser { set { id } }';
const sha256 = hash('sha256', 'query GetUser { user { id } }');
const extensions = { persistedQuery: { version: 1, sha256Hash: sha256 } };

describe('a GraphQL document', () => {
  it.each([
    ['query GetUser { user { id } }', 'GetUser', true],
    ['mutation SetUser { set { id } }', 'SetUser', false],
    ['subscription OnUser { user { id } }', 'OnUser', false],
    ['query GetUser { ...F } fragment F on Query { user { id } }', 'GetUser', true],
    ['query GetUsersAndOrdersForDashboardPage { a }', 'GetUsersAndOrdersForDashboardPage', true],
    [`query ${'Aa1'.repeat(40)} { a }`, '(other)', true],
  ])('has the name of its operation: %s', (query, name, isSafe) => {
    expect(asked({ query })).toEqual({ name, safe: [isSafe] });
  });

  it('with several operations has the one that operationName selects', () => {
    expect(asked({ query: two, operationName: 'GetUser' })).toEqual({
      name: 'GetUser',
      safe: [true],
    });
    expect(asked({ query: two, operationName: 'SetUser' })).toEqual({
      name: 'SetUser',
      safe: [false],
    });
  });

  it.each([undefined, 'Nobody', ''])(
    'with several operations has none with operationName %s',
    (operationName) => {
      expect(asked({ query: two, operationName })).toEqual({ name: '(other)', safe: [null] });
    },
  );

  it('without a name is named by its shape, whatever its literals and white space are', () => {
    const { name } = asked({ query: '{ user(id: 5, at: "x", tags: [1]) { id } }' });
    expect(name).toMatch(/^anonymous:[0-9a-f]{8}$/);
    expect(asked({ query: '{user(id:77,at:"y",tags:["a"]){\n id }} # c' }).name).toBe(name);
    expect(asked({ query: '{ user(id: 5, at: "x", tags: [1]) { name } }' }).name).not.toBe(name);
  });

  it('is read from application/graphql, too', () => {
    const fields = ['Content-Type', 'application/graphql; charset=utf-8'];
    expect(operationOf({ fields, body: 'query GetUser { a }' }).name).toBe('GetUser');
  });

  it('is read from a compressed body', () => {
    const exchange = { head: Buffer.from('POST /api HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n') };
    const body = gzipSync('{"query":"query GetUser { a }"}');
    expect(operationOf({}, { request: { ...exchange, body } }).name).toBe('GetUser');
  });

  it('is read in an exchange that is left out, if its body was captured', () => {
    const body = '{"query":"query GetUser { a }"}';
    expect(operationOf({ body }, { leftOut: 'aborted' }).name).toBe('GetUser');
    const lost = { leftOut: 'body_too_large', requestWhole: false } as const;
    expect(operationOf({}, lost).name).toBe('(other)');
  });
});

describe('a GraphQL document in the request target', () => {
  it('is read', () => {
    expect(got({ query: two, operationName: 'GetUser' })).toEqual({
      name: 'GetUser',
      safe: [true],
    });
  });

  it('that is a mutation makes a GET unsafe', () => {
    expect(got({ query: 'mutation SetUser { a }' })).toEqual({ name: 'SetUser', safe: [false] });
  });

  it.each([
    '/api?query=mutation+SetUser+%7B+a+%7D',
    '/api?operationName=SetUser',
    '/api?extensions=%7B%7D',
  ])('that contradicts the body makes the request unsafe: %s', (target) => {
    expect(asked({ query: two, operationName: 'GetUser' }, target)).toEqual({
      name: '(other)',
      safe: [null],
    });
  });

  it('may be the same as in the body', () => {
    const target = '/api?operationName=GetUser&v=1';
    expect(asked({ query: two, operationName: 'GetUser' }, target).name).toBe('GetUser');
  });
});

describe('a persisted GraphQL document', () => {
  it('is named by operationName, and is as safe as the method', () => {
    expect(asked({ operationName: 'GetUser', extensions })).toEqual({
      name: 'GetUser',
      safe: [null],
    });
    expect(got({ operationName: 'GetUser', extensions: JSON.stringify(extensions) })).toEqual({
      name: 'GetUser',
      safe: [null],
    });
  });

  it('without a name is named by its hash', () => {
    expect(asked({ extensions }).name).toBe(`persisted:${sha256.slice(0, 8)}`);
  });

  it('with its text is treated like the text', () => {
    expect(
      asked({ query: 'mutation SetUser { a }', operationName: 'SetUser', extensions }),
    ).toEqual({ name: 'SetUser', safe: [false] });
  });
});

describe('a batch of GraphQL requests', () => {
  const read = { query: 'query GetUser { a }' };
  const write = { query: 'mutation SetUser { a }' };

  it.each([
    ['has the name of its one operation', [read, read], 'GetUser', [true, true]],
    ['is called (batch) with several operations', [read, write], '(batch)', [true, false]],
    ['has a part of unknown safety if that is not a request', [read, 7], '(batch)', [true, null]],
    ['is (other) if it is empty', [], '(other)', [null]],
    ['is unsafe if it is too long', Array.from({ length: 101 }, () => read), '(batch)', [false]],
  ])('%s', (_, batch, name, safe) => {
    expect(asked(batch)).toEqual({ name, safe });
  });
});

describe('a body that is not GraphQL', () => {
  it.each([
    '',
    'null',
    '7',
    '"query GetUser { a }"',
    '{',
    '{}',
    '{"query":7}',
    '{"query":"query {"}',
    '{"query":"fragment F on Query { a }"}',
    '{"operationName":"GetUser"}',
    '{"operationName":"GetUser","extensions":{"persistedQuery":{"sha256Hash":"short"}}}',
    '{"__proto__":{"query":"query GetUser { a }"}}',
    '--b\r\nContent-Disposition: form-data; name="operations"\r\n',
  ])('is (other), and unsafe: %s', (body) => {
    expect(operationOf({ body })).toEqual({
      name: '(other)',
      asked: [{ name: '(other)', isSafe: null }],
    });
  });
});
