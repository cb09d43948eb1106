import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholePartOf } from '../../../../src/shadow/identity/reading/truncated-json.ts';

describe('a truncated JSON text', () => {
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
  ])('has its complete part parsed: %s', (text, value) => {
    expect(JSON.parse(wholePartOf(text) ?? 'null')).toEqual(value);
  });

  it.each(['', '"abc', '12', '[}'])('has no complete part: %j', (text) => {
    expect(wholePartOf(text)).toBeNull();
  });

  it('is parsed to valid JSON wherever it was truncated', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), (text, cut) => {
        const part = wholePartOf(text.slice(0, cut % (text.length + 1)));
        expect(() => part !== null && JSON.parse(part)).not.toThrow();
      }),
      { seed: 1 },
    );
  });
});
