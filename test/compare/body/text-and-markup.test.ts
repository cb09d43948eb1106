import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';
import { compareBodies, typed } from './body-spec.ts';

describe('text is compared by lines', () => {
  it('and the lines that differ are shown', () => {
    expect(difference(lines('a', 'b', 'c'), lines('a', 'x', 'c'))).toMatchObject([
      {
        aspect: 'body',
        kind: 'changed',
        path: '$ line 2',
        template: '$',
        primary: 'b',
        candidate: 'x',
        shape: null,
        distance: null,
      },
    ]);
  });

  it.each([
    ['a line more', lines('a', 'c'), lines('a', 'b', 'c'), '$ line 2', null, 'b'],
    ['a line less', lines('a', 'b', 'c'), lines('a', 'c'), '$ line 2', 'b', null],
    ['a line more at the end', lines('a'), lines('a', 'b'), '$ line 2', null, 'b'],
    ['a line more at the start', lines('a'), lines('b', 'a'), '$ line 1', null, 'b'],
    ['a line twice', lines('a', 'b'), lines('a', 'a', 'b'), '$ line 2', null, 'a'],
    ['another first line', '\na', 'b\na', '$ line 1', '', 'b'],
    ['the last line end', 'a\nb', 'a\nb\n', '$ line 2', 'b', 'b'],
    ['the line ends', 'a\r\nb', 'a\nb', '$ line 1', String.raw`a\u000d`, 'a'],
    ['an empty line', 'a\n\nb', 'a\nb', '$ line 2', '', null],
  ])('which may be %s', (_, one, other, path, primary, candidate) => {
    expect(difference(one, other)).toMatchObject([{ path, primary, candidate }]);
  });

  it('unless the rules leave out the whole body', () => {
    expect(compareBodies('text/plain', 'a', 'b', { ignore: ['$'] }).outcome).toBe('match');
    expect(compareBodies('text/plain', 'a', 'b', { ignore: ['$.a'] }).outcome).toBe('mismatch');
  });

  it('in one difference, however many lines differ', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    const found = difference(lines(...many), lines(...many.map((line) => `${line}!`)));
    expect(found).toHaveLength(1);
    expect(found[0]?.primary).toMatch(/^line 0\\u000aline 1\\u000a.*… \(\d+ characters, #\w+\)$/);
  });

  it('and always differ where they are not the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', ' '), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (primary, candidate) => {
        const { outcome, differences } = compareBodies('text/plain', primary, candidate);
        expect(outcome).toBe(primary === candidate ? 'match' : 'mismatch');
        expect(differences).toHaveLength(primary === candidate ? 0 : 1);
      }),
      { seed: 9, numRuns: 500 },
    );
  });

  it('and a very long one by a digest alone', () => {
    const long = 'x'.repeat(2_000_000);
    const [found] = difference(`${long}a`, `${long}b`);
    expect(found?.primary).toMatch(/^‹2000001 characters, #\w+›$/);
  });
});

describe('text is decoded by its charset', () => {
  it.each<[string, BufferEncoding | 'utf16be']>([
    ['text/plain; charset=iso-8859-1', 'latin1'],
    ['text/html;charset="ISO-8859-1"', 'latin1'],
    ['text/plain; charset=UTF-16LE', 'utf16le'],
  ])('%s', (type, encoding) => {
    const bytes = Buffer.from('<é> à', encoding as BufferEncoding);
    const utf8 = type.replace(/charset=.*/, 'charset=utf-8');
    expect(same(type, bytes, utf8, Buffer.from('<é> à'))).toBe('match');
    expect(same(type, bytes, utf8, Buffer.from('<è> à'))).toBe('mismatch');
  });

  it('or its byte order mark', () => {
    const utf16 = Buffer.from('\ufeffé', 'utf16le');
    expect(same('text/plain', utf16, 'text/plain', Buffer.from('é'))).toBe('match');
  });

  it.each(['utf-8', 'utf-16', 'shift_jis', 'no-such-charset', 'x-user-defined', ''])(
    'and bytes that are no text in %s are never the same as others',
    (charset) => {
      const type = `text/plain; charset=${charset}`;
      const [one, other] = [0x81, 0x82].map((byte) => Buffer.from([0x61, 0xff, byte]));
      expect(same(type, one!, type, other!)).toBe('mismatch');
    },
  );
});

describe('markup is compared with its white space normalised', () => {
  it.each([
    ['text/html', '<ul>\n  <li>a  b</li>\n</ul>\n', '<ul><li>a b</li></ul>'],
    ['application/xml', '<a>\r\n\t<b/></a>', '<a><b/></a>'],
    ['image/svg+xml', '<svg ><g/></svg>', '<svg ><g/>\n</svg>'],
    ['text/xml; charset=utf-8', ' <a x="1"\n y="2"/>', '<a x="1" y="2"/>'],
  ])('%s', (type, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('match');
  });

  it.each([
    ['a word', '<p>a b</p>', '<p>a c</p>'],
    ['a space', '<p>a b</p>', '<p>ab</p>'],
    ['a no-break space', '<p>a b</p>', '<p>a\u00a0b</p>'],
    ['an attribute', '<p id="a"/>', '<p id="b"/>'],
  ])('and differs in %s', (_, primary, candidate) => {
    expect(compareBodies('text/html', primary, candidate).outcome).toBe('mismatch');
  });

  it('and shows the tag that differs', () => {
    const [found] = compareBodies(
      'text/html',
      '<ul><li>a</li><li>b</li></ul>',
      '<ul>\n<li>a</li>\n<li>c</li>\n</ul>',
    ).differences;
    expect(found).toMatchObject({
      path: '$ line 3',
      primary: '<li>b</li>',
      candidate: '<li>c</li>',
    });
  });
});

function lines(...texts: string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function difference(primary: string, candidate: string) {
  return compareBodies('text/plain', primary, candidate).differences;
}

function same(type: string, primary: Uint8Array, other: string, candidate: Uint8Array) {
  return compareResponses(typed(type, primary), typed(other, candidate), { headers: [] }).outcome;
}
