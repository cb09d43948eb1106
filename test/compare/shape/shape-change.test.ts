import { describe, expect, it } from 'vitest';
import { shapeChange, typeChange } from '../../../src/compare/shape/shape-change.ts';

const uuid = '0b5ad7c2-6c5e-4f0a-9d0c-2f2e7a1b9c3d';
const hex32 = '9f86d081884c7d659a2feaa0c55ad015';
const token = 'V1StGXR8_Z5jdHi6B-myT';

describe('the change of shape between two values', () => {
  it.each([
    [uuid, 'X', 'uuid → word'],
    [uuid, 'The order was not found.', 'uuid → text'],
    [uuid, uuid.toUpperCase(), 'uuid → uppercase uuid'],
    [uuid, null, 'uuid → null'],
    [uuid, '', 'uuid → empty text'],
    [uuid, { id: uuid }, 'uuid → object'],
    [[1], 1, 'array → integer'],
    [hex32, hex32.slice(16), 'hex of 32 → hex of 16'],
    [hex32, hex32.toUpperCase(), 'hex of 32 → uppercase hex of 32'],
    [hex32, token, 'hex of 32 → token'],
    [hex32.slice(8), uuid, 'object id → uuid'],
    [token, 'unavailable', 'token → word'],
    ['aB3+dE5/gH7iJ9kL1mN2', 'aB3-dE5_gH7iJ9kL1mN2', 'base64 token → base64url token'],
    [
      'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
      'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
      'token → token with another prefix',
    ],
    ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'none', 'token with a prefix → word'],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '42', 'ulid → number as text'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', token, 'jwt → token'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00', 'time with Z → time without offset'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00+00:00', 'time with Z → time with offset'],
    ['2026-01-01T00:00:00Z', '2026-01-01 00:00:00Z', 'time with T → time with a space'],
    [
      '2026-01-01T00:00:00.123456Z',
      '2026-01-01T00:00:00Z',
      'time with a fraction → time without fraction',
    ],
    ['2026-01-01T00:00:00Z', '2026-01-01', 'time with Z → date'],
    ['2026-01-01T00:00:00Z', 'Thu, 01 Jan 2026 00:00:00 GMT', 'time with Z → HTTP date'],
    ['2026-01-01T00:00:00Z', 1_767_225_600, 'time with Z → epoch seconds'],
    [1_767_225_600, 1_767_225_600_000, 'epoch seconds → epoch milliseconds'],
    [1_767_225_600_000, 0, 'epoch milliseconds → integer'],
    [1_767_225_600, -1, 'epoch seconds → negative integer'],
    [5, -5, 'integer → negative integer'],
    [0.5, -1e9 - 0.5, 'decimal → negative decimal'],
    [5, 5.000_12, 'integer → decimal'],
    ['12.50', 12.5, 'number as text → decimal'],
    ['12.50', '-12.50', 'number as text → negative number as text'],
    ['https://example.com/a', '/a', 'url → path'],
    ['ada@example.com', 'ada', 'email → word'],
    ['PT1.5S', 'soon', 'duration → word'],
    ['active', 'Internal error: the state could not be read from the table.', 'word → text'],
    [true, 'true', 'boolean → word'],
  ])('names both shapes if they differ: %j and %j: %s', (primary, candidate, shape) => {
    expect(shapeChange(primary, candidate)).toBe(shape);
  });
});

describe('the change of shape between values that one source may have made', () => {
  it.each([
    ['times whose serialiser drops zeros', '2026-01-01T00:00:00.12Z', '2026-01-01T00:00:00Z'],
    ['a rounded number that is whole', 12.5, 12],
    ['hexadecimal digits that are all decimal', hex32, '12345678901234567890123456789012'],
    ['a token that begins like one with a prefix', token, 'ab-StGXR8Z5jdHi6BzmyT'],
    ['a token that looks like a word', token, 'configurationsettings'],
    ['a short state and a name of two words', 'active', 'on hold'],
    [
      'texts of any length',
      'It was sent.',
      'The order was sent to Berlin, and then again to Paris.',
    ],
    ['integers of which one could be a time', 4_100_000_000, 1_767_225_600],
  ])('is null: %s', (_what, primary, candidate) => {
    expect(shapeChange(primary, candidate)).toBeNull();
    expect(shapeChange(candidate, primary)).toBeNull();
  });
});

describe('the shape of a value that only one side has', () => {
  it.each([
    [undefined, uuid, 'absent → string'],
    [12, undefined, 'number → absent'],
    [undefined, null, 'absent → null'],
    [undefined, {}, 'absent → object'],
  ])('is its JSON type alone: %j and %j: %s', (primary, candidate, shape) => {
    expect(typeChange(primary, candidate)).toBe(shape);
  });
});

describe('the shape of a value', () => {
  it.each(['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'hunter2', 'ada@example.com', '4111111111111111'])(
    'does not contain the value: %s',
    (secret) => {
      expect(shapeChange(secret, { secret })).toMatch(
        /^(token with a prefix|word|email|number as text) → object$/,
      );
    },
  );

  it('is short for a value of any length', () => {
    for (const text of ['a'.repeat(1e6), 'a b '.repeat(1e5), '/a'.repeat(1e5), '9'.repeat(1e5)]) {
      expect(shapeChange(text, null)?.length).toBeLessThan(60);
    }
  });
});
