import deepDiff from 'deep-diff';
import { describe, expect, it } from 'vitest';
import { compareJsonTexts } from '../pair-fixture.ts';

/**
 * deep-diff 1.0.2 types our differences. Each test here first shows a trap it has, so that one
 * that a new version mends is noticed, and then that our comparison is not caught in it.
 */
describe('a trap of deep-diff', () => {
  it('{} equals {"":1}: our comparison finds the difference', () => {
    expect(deepDiff.diff({}, { '': 1 })).toBeUndefined();
    expect(compareJsonTexts('{}', '{"":1}').differences).toMatchObject([
      { kind: 'added', path: '$[""]', primary: null, candidate: '1' },
    ]);
    expect(compareJsonTexts('{"":1}', '{}').differences).toMatchObject([{ kind: 'removed' }]);
  });

  it('deep nesting overflows the stack: our comparison finds the difference', () => {
    expect(() => deepDiff.diff(JSON.parse(nested(1)), JSON.parse(nested(2)))).toThrow(RangeError);
    const comparison = compareJsonTexts(nested(1), nested(2));
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: false });
    expect(comparison.differences).toMatchObject([{ kind: 'changed', primary: '1' }]);
  });

  it('each index after an inserted element is a record: our comparison finds one insertion', () => {
    const numbers = Array.from({ length: 500 }, (_, i) => i);
    expect(deepDiff.diff(numbers, [-1, ...numbers])).toHaveLength(501);
    const comparison = compareJsonTexts(JSON.stringify(numbers), JSON.stringify([-1, ...numbers]));
    expect(comparison.differences).toMatchObject([{ kind: 'inserted', path: '$[0]' }]);
    expect(comparison.truncated).toBe(false);
  });

  it('applying a change writes to prototypes: our comparison applies none', () => {
    deepDiff.applyChange({}, true, { kind: 'N', path: ['__proto__', 'polluted'], rhs: 1 });
    expect({}).toHaveProperty('polluted', 1);
    delete (Object.prototype as { polluted?: number }).polluted;
    compareJsonTexts(
      '{}',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

it('an object of 200,000 keys matches the same object in reverse order', () => {
  const keys = Array.from({ length: 200_000 }, (_, i) => `k${i}`);
  const [primary, candidate] = [keys, keys.toReversed()].map((order) =>
    JSON.stringify(Object.fromEntries(order.map((key) => [key, 1]))),
  );
  expect(compareJsonTexts(primary!, candidate!).outcome).toBe('match');
});

describe('names that every object inherits', () => {
  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
  ])('are compared like other names: %s', (key) => {
    const path = `$.${key}`;
    const json = (value: string) => `{"${key}":${value}}`;
    expect(compareJsonTexts(json('1'), json('1.0')).outcome).toBe('match');
    expect(compareJsonTexts('{}', json('1')).differences).toMatchObject([{ kind: 'added', path }]);
    expect(compareJsonTexts(json('{}'), '{}').differences).toMatchObject([
      { kind: 'removed', path },
    ]);
    expect(compareJsonTexts(json('{"a":1}'), json('{"a":2}')).differences).toMatchObject([
      { kind: 'changed', path: `${path}.a` },
    ]);
    expect(compareJsonTexts(`{"x":0,"${key}":null}`, '{"x":0}').outcome).toBe('mismatch');
  });

  it('are distinguished from the prototype itself', () => {
    expect(compareJsonTexts('{"__proto__":{}}', '{}').outcome).toBe('mismatch');
    expect(compareJsonTexts('{"a":{"__proto__":null}}', '{"a":{}}').outcome).toBe('mismatch');
  });
});

function nested(leaf: number): string {
  return `${'['.repeat(15_000)}${leaf}${']'.repeat(15_000)}`;
}
