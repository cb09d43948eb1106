import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumberText, parseExactly } from '../../src/vocabulary/exact-number.ts';
import { compareJsonTexts } from '../compare/pair-fixture.ts';

function isSame(primary: string, candidate: string): boolean {
  return compareJsonTexts(`{"n":${primary}}`, `{"n":${candidate}}`).outcome === 'match';
}

describe('different numbers with the same double', () => {
  it.each([
    ['9007199254740993', '9007199254740992'],
    ['0.30000000000000004', '0.3'],
    ['0.1000000000000000055511151231257827', '0.1'],
    ['12345678901234567890', '12345678901234567891'],
    ['1e400', '2e400'],
    ['1e400', '-1e400'],
    ['1e-400', '0'],
    ['1e-400', '2e-400'],
    ['1e9999999999999999999999', '2e9999999999999999999999'],
    ['-9007199254740993', '9007199254740993'],
    ['5e-324', '4e-324'],
  ])('are not equal: %s and %s', (primary, candidate) => {
    expect(isSame(primary, candidate)).toBe(false);
    expect(isSame(candidate, primary)).toBe(false);
  });
});

describe('two spellings of one number', () => {
  it.each([
    ['9007199254740993', '9007199254740993.0'],
    ['9007199254740993', '9.007199254740993e15'],
    ['9007199254740993', '9007199254740993000e-3'],
    ['1', '1.00000000000000000000000'],
    ['1', '1e0'],
    ['0.000000000000000001', '1e-18'],
    ['100000000000000000000', '1e20'],
    ['0', '-0.0000000000000000000000'],
    ['0', '0e400'],
    ['1e400', '10e399'],
    ['1E+400', '1e400'],
    ['1e-400', '0.1e-399'],
  ])('are equal: %s and %s', (primary, candidate) => {
    expect(isSame(primary, candidate)).toBe(true);
    expect(isSame(candidate, primary)).toBe(true);
  });

  it('are equal exactly if the numbers are, for any digits and exponents', () => {
    const decimal = fc.record({
      digits: fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
      power: fc.integer({ min: -320, max: 320 }),
    });
    fc.assert(
      fc.property(decimal, decimal, fc.nat(5), (a, b, zeros) => {
        const rewritten = `${a.digits}${'0'.repeat(zeros)}e${a.power - zeros}`;
        expect(isSame(`${a.digits}e${a.power}`, rewritten)).toBe(true);
        const floor = Math.min(a.power, b.power);
        const same =
          a.digits * 10n ** BigInt(a.power - floor) === b.digits * 10n ** BigInt(b.power - floor);
        expect(isSame(`${a.digits}e${a.power}`, `${b.digits}e${b.power}`)).toBe(same);
      }),
      { seed: 7 },
    );
  });

  it('differ in a last digit at any place in the body', () => {
    fc.assert(
      fc.property(
        fc.nat(64),
        fc.constantFrom('[', '{"k":', '[1,', '[ -', '[\n'),
        (spaces, open) => {
          const body = (last: number) =>
            `${' '.repeat(spaces)}${open}900719925474099${last}${open.startsWith('{') ? '}' : ']'}`;
          expect(compareJsonTexts(body(2), body(3)).outcome).toBe('mismatch');
          expect(compareJsonTexts(body(3), ` ${body(3)}`).outcome).toBe('match');
        },
      ),
      { seed: 7 },
    );
  });
});

describe('a difference between long numbers', () => {
  it('is a change and not a change of type, and is shown completely', () => {
    expect(compareJsonTexts('[9007199254740993]', '[1]').differences).toMatchObject([
      { kind: 'changed', primary: '9007199254740993', candidate: '1' },
    ]);
    expect(compareJsonTexts('[0.3]', '[0.30000000000000004]').differences).toMatchObject([
      { primary: '0.3', candidate: '0.30000000000000004' },
    ]);
  });

  it('is a change of type if one side is a string', () => {
    expect(
      compareJsonTexts('[9007199254740993]', '["9007199254740993"]').differences,
    ).toMatchObject([
      { kind: 'type', primary: '9007199254740993', candidate: '"9007199254740993"' },
    ]);
  });
});

/** Parts of JSON texts, and parts that look like JSON. */
const pieces = '{ } [ ] , : " \\ - 1e400 12345678901234567 "k" .5'.split(' ').concat(' ');

describe('the parser that keeps numbers exact', () => {
  it('has the result of JSON.parse for short numbers', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        fc.pre(!/[0-9]{16}|e[+-]?\d{3}|[0-9.]{16}/i.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { seed: 7 },
    );
  });

  it.each([
    '{"id":"12345678901234567890"}',
    '{"uuid":"3f2b8c1e-1e123-4e500"}',
    '["a1e999","12e345"]',
    '[1.5,-3,12345678901234,1e15,1E-20]',
  ])('does not confuse a number with %s', (text) => {
    expect(isMarked(text)).toBe(false);
  });

  it('does not change strings and keys', () => {
    const text = String.raw`{"a \" 12345678901234567890":": 1e999 \\","n":12345678901234567890}`;
    const value = parse(text) as Record<string, string>;
    expect(value['a " 12345678901234567890']).toBe(': 1e999 \\');
    expect(exactNumberText(value['n']!)).toBe('12345678901234567890');
  });

  it.each([
    '[01234567890123456789]',
    '{12345678901234567890:1}',
    '{12345678901234567890 :1}',
    '{"a":1,12345678901234567890:2}',
    '{"a":1, 12345678901234567890 :2}',
    '[1234567890.1234567890.1]',
    '[12345678901234567890.]',
    '[-]',
    '[12345678901234567890',
    '["12345678901234567890',
    '[12345678901234567890,"\\',
    '[1e9999+]',
    '+12345678901234567890',
  ])('refuses text that is not JSON: %s', (text) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(() => parse(text)).toThrow(SyntaxError);
  });

  it('accepts exactly the texts that JSON.parse accepts', () => {
    const piece = fc.constantFrom(...pieces);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (chosen) => {
        const text = chosen.join('');
        expect(outcomeOf(() => parse(text))).toBe(outcomeOf(() => JSON.parse(text)));
      }),
      { seed: 7, numRuns: 20_000 },
    );
  });
});

function outcomeOf(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    return (error as Error).name;
  }
}

function parse(text: string): unknown {
  return parseExactly(text, Buffer.from(text)).value;
}

function isMarked(text: string): boolean {
  return parseExactly(text, Buffer.from(text)).marked;
}
