import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../../src/fleet/identities/seal.ts';

const key = Buffer.alloc(32, 7);

describe('sealed text', () => {
  it('is the same after it is unsealed at its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(unseal(key, place, seal(key, place, text))).toBe(text);
      }),
      { seed: 19 },
    );
  });

  it('differs each time, even for the same text', () => {
    expect(seal(key, 'a', 'same').equals(seal(key, 'a', 'same'))).toBe(false);
  });

  it('does not contain the text', () => {
    const sealed = seal(key, 'a', 'condt_mHuWMcaRDAfMRm2vJiWWPyJp');
    expect(sealed.includes('condt_')).toBe(false);
  });

  it('cannot be unsealed with another key', () => {
    expect(unseal(randomBytes(32), 'a', seal(key, 'a', 'text'))).toBeNull();
  });

  it('cannot be unsealed at another place', () => {
    expect(unseal(key, 'b', seal(key, 'a', 'text'))).toBeNull();
  });

  it('cannot be unsealed once any byte of it has changed', () => {
    const sealed = seal(key, 'a', 'a text of some length');
    for (let at = 0; at < sealed.byteLength; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(key, 'a', changed)).toBeNull();
    }
  });

  it('cannot be unsealed if it is truncated', () => {
    const sealed = seal(key, 'a', 'text');
    for (let length = 0; length < sealed.byteLength; length += 1) {
      expect(unseal(key, 'a', sealed.subarray(0, length))).toBeNull();
    }
  });
});
