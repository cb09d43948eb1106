import { describe, expect, it } from 'vitest';
import { fieldKey, fieldNamed } from '../../src/vocabulary/evidence.ts';
import type { NamedField } from '../../src/vocabulary/difference.ts';

const idField: NamedField = { aspect: 'body', kind: 'changed', template: '$.id' };

describe('the name of a field', () => {
  it('contains the shape of its values only if the shapes differ', () => {
    expect(fieldKey(idField)).toBe('body changed $.id');
    expect(fieldKey({ ...idField, shape: null })).toBe('body changed $.id');
    expect(fieldKey({ ...idField, shape: 'uuid → word' })).toBe('body changed $.id (uuid → word)');
  });

  it.each<NamedField>([
    idField,
    { ...idField, shape: 'uuid → word' },
    { ...idField, template: '$["a (b → c)"]' },
    { ...idField, template: '$["a (b → c)"]', shape: 'token → token with another prefix' },
    { aspect: 'header', kind: 'added', template: 'set-cookie[a b]' },
  ])('is read as it was written: %j', (field) => {
    expect(fieldNamed(fieldKey(field))).toEqual({ shape: null, ...field });
  });

  it.each(['', '(other)', '(noise)', 'body changed', 'body vanished $.id'])(
    'is refused: %j',
    (key) => {
      expect(fieldNamed(key)).toBeNull();
    },
  );
});
