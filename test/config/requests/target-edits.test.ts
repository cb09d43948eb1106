import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRestoredPath } from '../../../src/config/requests/restored-path.ts';
import { compileTargetEdits } from '../../../src/config/requests/target-edits.ts';
import { configSchema } from '../../../src/config/schema.ts';

function configOf(edits: Record<string, unknown>) {
  const candidate = { url: 'http://new.test', ...edits };
  return configSchema.parse({ primary: 'http://legacy.test', candidate }).candidate;
}

function edited(target: string, edits: Record<string, unknown>): string | null {
  const edit = compileTargetEdits(configOf(edits));
  return edit === null ? target : edit(target);
}

const path = (edits: Record<string, unknown>) => ({ path: edits });

describe('the target of a mirrored request', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    ['the path of the URL', '/a?b', { url: 'http://new.test/v2/' }, '/v2/a?b'],
    ['a prefix', '/a', path({ prefix: '/v2' }), '/v2/a'],
    [
      'the path of the URL before the prefix',
      '/a',
      { url: 'http://new.test/gw', ...path({ prefix: '/v2' }) },
      '/gw/v2/a',
    ],
    ['the path without the stripped prefix', '/api/v1/a', path({ strip: '/api/v1' }), '/a'],
    ['the root if the path was only the stripped prefix', '/api?b', path({ strip: '/api' }), '/?b'],
    [
      'the whole path if it does not begin with the segments to strip',
      '/apis/a',
      path({ strip: '/api' }),
      '/apis/a',
    ],
    [
      'no slash after the prefix if the rest is empty',
      '/api',
      path({ strip: '/api', prefix: '/v2' }),
      '/v2',
    ],
    ['the slash that the client sent', '/api/', path({ strip: '/api', prefix: '/v2' }), '/v2/'],
    [
      'a rewritten path',
      '/users/7?users=8',
      path({ rewrite: { match: '^/users/([^/]+)', replace: '/people/$1$$' } }),
      '/people/7$?users=8',
    ],
    [
      'only the first match rewritten',
      '/a/a',
      path({ rewrite: { match: 'a', replace: 'b' } }),
      '/b/a',
    ],
    [
      'all edits in order: strip, rewrite, prefix',
      '/api/users/7',
      path({ strip: '/api', rewrite: { match: '^/users', replace: '/people' }, prefix: '/v2' }),
      '/v2/people/7',
    ],
    [
      'a set parameter behind the others',
      '/a?b=1',
      { query: { set: { 'c d': 'é&' } } },
      '/a?b=1&c%20d=%C3%A9%26',
    ],
    ['a set parameter as the first', '/a', { query: { set: { c: '1' } } }, '/a?c=1'],
    [
      'one set parameter in place of several',
      '/a?c=2&b=1&%63=3',
      { query: { set: { c: '1' } } },
      '/a?b=1&c=1',
    ],
    ['no removed parameter', '/a?b=1&c+d=2&e', { query: { remove: ['c d', 'b'] } }, '/a?e'],
    ['no question mark without parameters', '/a?b=1', { query: { remove: ['b'] } }, '/a'],
    [
      'the host of an absolute target',
      'http://x.test/a?b',
      path({ prefix: '/v2' }),
      'http://x.test/v2/a?b',
    ],
    ['a root in an absolute target', 'http://x.test', path({ prefix: '/v2' }), 'http://x.test/v2/'],
    ['no edits in an asterisk target', '*', path({ prefix: '/v2' }), '*'],
    [
      'octets beyond ASCII unchanged',
      '/\xe4?\xff=1',
      { query: { set: { c: '1' } } },
      '/\xe4?\xff=1&c=1',
    ],
    [
      'a question mark without parameters if the client sent it',
      '/a?',
      path({ prefix: '/v2' }),
      '/v2/a?',
    ],
  ])('has %s', (_, target, edits, written) => {
    expect(edited(target, edits)).toBe(written);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['empty', '/a', { rewrite: { match: '^/a$', replace: '' } }],
    ['without a slash at the start', '/a/b', { rewrite: { match: '^/a/', replace: '' } }],
    ['too long', `/${'a'.repeat(16_000)}`, { prefix: `/${'b'.repeat(1000)}` }],
    [
      'too costly to rewrite',
      `/${'a'.repeat(60_000)}`,
      { rewrite: { match: '(a|b|c|d)+e', replace: '/' } },
    ],
  ])('is invalid if it would be %s', (_, target, edits) => {
    expect(edited(target, path(edits))).toBeNull();
  });

  it('can never be read as two requests', () => {
    const edits = {
      url: 'http://new.test/gw',
      path: { strip: '/a', rewrite: { match: '/(.+)/', replace: '/$1$1/' }, prefix: '/v2' },
      query: { set: { b: 'c d\u2028' }, remove: ['e'] },
    };
    const edit = compileTargetEdits(configOf(edits));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const written = edit?.(`/${text}`) ?? null;
        expect(written === null || /^\/[!-~\x80-\xff]*$/.test(written)).toBe(true);
      }),
      { numRuns: 300, seed: 18 },
    );
  });
});

describe('a path in an answer, restored to that of the client', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['without the path of the URL', { url: 'http://new.test/v2' }, '/v2/a?b#c', '/a?b#c'],
    ['with the stripped prefix', path({ strip: '/api', prefix: '/v2' }), '/v2/a', '/api/a'],
    ['at the root', path({ prefix: '/v2' }), '/v2?a', '/?a'],
    [
      'unchanged if it only begins with the same letters',
      path({ prefix: '/v2' }),
      '/v20/a',
      '/v20/a',
    ],
    ['unchanged without the prefix', path({ prefix: '/v2' }), '/login', '/login'],
  ])('is %s', (_, edits, named, restored) => {
    expect(compileRestoredPath(configOf(edits))?.(named)).toBe(restored);
  });

  it('is the path of the request, for random paths', () => {
    const edits = { url: 'http://new.test/gw', path: { strip: '/api', prefix: '/v2' } };
    const restored = compileRestoredPath(configOf(edits));
    const edit = compileTargetEdits(configOf(edits));
    fc.assert(
      fc.property(fc.webPath(), (asked) => {
        const target = `/api${asked}`;
        expect(restored?.(edit?.(target) ?? '')).toBe(target);
      }),
      { numRuns: 200, seed: 18 },
    );
  });

  it('is unknown if a pattern rewrites paths', () => {
    const rewrite = { match: 'ab', replace: 'a' };
    expect(compileRestoredPath(configOf(path({ rewrite, prefix: '/v2' })))).toBeNull();
  });
});
