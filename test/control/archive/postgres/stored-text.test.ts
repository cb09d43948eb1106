import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromStored, toStored } from '../../../../src/control/archive/postgres/stored-text.ts';

/** Any text, most of it of what PostgreSQL refuses and of what stands for it. */
const anyText = fc
  .array(fc.constantFrom('\u0000', '\u001A', '0', '1', 'u', 'd800', '\uD800', '\uDC00', 'é', '😀'))
  .map((parts) => parts.join(''));

describe('a text for PostgreSQL', () => {
  it('has no NUL and no half of a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = toStored(text);
        expect(stored).not.toContain('\u0000');
        expect(Buffer.from(stored).toString()).toBe(stored);
      }),
    );
  });

  it('is the same again after it was read', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fromStored(toStored(text))).toBe(text);
      }),
    );
  });

  it('is itself if PostgreSQL can have it', () => {
    expect(toStored('$.items[0] 😀 \u001F\uFFFF')).toBe('$.items[0] 😀 \u001F\uFFFF');
  });
});
