import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholePartOf } from '../../../../src/shadow/identity/reading/truncated-json.ts';

describe('a JSON text that broke off', () => {
  it.each<[string, unknown]>([
    ['{"id":"a","total":1', { id: 'a' }],
    ['{"id":"a","total":', { id: 'a' }],
    ['{"id":"a', {}],
    [
      '{"order":{"id":"a"},"items":[{"id":"b"},{"id":"c',
      {
        order: { id: 'a' },
        items: [{ id: 'b' }, {}],
      },
    ],
    ['[1,2,3', [1, 2]],
    ['{"text":"a, {b} \\" [c', {}],
  ])('keeps what is whole: %s', (text, value) => {
    expect(JSON.parse(wholePartOf(text) ?? 'null')).toEqual(value);
  });

  it.each(['', '"abc', '12', '[}'])('has nothing that is whole: %j', (text) => {
    expect(wholePartOf(text)).toBeNull();
  });

  it('is JSON wherever it was cut', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (text, cut) => {
        const part = wholePartOf(text.slice(0, cut % (text.length + 1)));
        expect(() => part !== null && JSON.parse(part)).not.toThrow();
      }),
      { seed: 1 },
    );
  });
});
