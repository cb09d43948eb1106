import { describe, expect, it } from 'vitest';
import { findTokens } from '../../src/vocabulary/token-windows.ts';

const uuid = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

function found(text: string, ...known: readonly string[]): readonly string[] {
  const spans = findTokens(text, 0, text.length, (token) => known.includes(token));
  return spans.map(({ start, end }) => text.slice(start, end));
}

describe('a token in a text', () => {
  it.each([
    `report-${uuid}.pdf`,
    `x_${uuid}_y`,
    `%2F${uuid}%2F`,
    `%252F${uuid}%252F`,
    `{\\"id\\":\\"${uuid}\\"}`,
    `\\u0022${uuid}\\u0022`,
    `a.b:c=d|${uuid}@2`,
  ])('is found as a whole in %s', (text) => {
    expect(found(text, uuid)).toEqual([uuid]);
  });

  it.each([`x${uuid}`, `${uuid}x`, `%${uuid}`])('is not found as a part of a word: %s', (text) => {
    expect(found(text, uuid)).toEqual([]);
  });

  it('is the longest one that matches', () => {
    expect(found(`a sk-${uuid}`, uuid, `sk-${uuid}`)).toEqual([`sk-${uuid}`]);
  });

  it.each(['b1c2d3e4f5g6-_hl9w', 'b1c2--d3e4f5__g6', 'b1c2_-_d3e4f5g6'])(
    'is found with `-` and `_` side by side: %s',
    (token) => {
      expect(found(`uid: '${token}'`, token)).toEqual([token]);
    },
  );

  it('is found at the edges of random tokens and of base64', () => {
    expect(found('a:_b1c2d3e4f5g6-', '_b1c2d3e4f5g6-')).toEqual(['_b1c2d3e4f5g6-']);
    expect(found('cursor=QWxhZGRpbjpvcGVu==', 'QWxhZGRpbjpvcGVu==')).toEqual([
      'QWxhZGRpbjpvcGVu==',
    ]);
  });
});

it('the search tries at most eight runs from each position, in a hostile text as in any other', () => {
  const runs = 20_000;
  let asked = 0;
  findTokens('a1b-'.repeat(runs), 0, 4 * runs, () => {
    asked += 1;
    return false;
  });
  expect(asked).toBeLessThanOrEqual(8 * runs);
});
