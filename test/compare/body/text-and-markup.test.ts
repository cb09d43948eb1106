import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../src/vocabulary/thread-cpu.ts';
import { compareResponses } from '../pair-fixture.ts';
import { compareBodies, typed } from './body-spec.ts';

describe('text bodies', () => {
  it('have their differing lines shown', () => {
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
    ['an added line', lines('a', 'c'), lines('a', 'b', 'c'), '$ line 2', null, 'b'],
    ['a removed line', lines('a', 'b', 'c'), lines('a', 'c'), '$ line 2', 'b', null],
    ['an added line at the end', lines('a'), lines('a', 'b'), '$ line 2', null, 'b'],
    ['an added line at the start', lines('a'), lines('b', 'a'), '$ line 1', null, 'b'],
    ['a repeated line', lines('a', 'b'), lines('a', 'a', 'b'), '$ line 2', null, 'a'],
    ['the first line', '\na', 'b\na', '$ line 1', '', 'b'],
    ['the last line end', 'a\nb', 'a\nb\n', '$ line 2', 'b', 'b'],
    ['the line ends', 'a\r\nb', 'a\nb', '$ line 1', String.raw`a\u000d`, 'a'],
    ['an empty line', 'a\n\nb', 'a\nb', '$ line 2', '', null],
  ])('may differ in %s', (_, one, other, path, primary, candidate) => {
    expect(difference(one, other)).toMatchObject([{ path, primary, candidate }]);
  });

  it('match if a rule ignores the whole body', () => {
    expect(compareBodies('text/plain', 'a', 'b', { ignore: ['$'] }).outcome).toBe('match');
    expect(compareBodies('text/plain', 'a', 'b', { ignore: ['$.a'] }).outcome).toBe('mismatch');
  });

  it('have one difference, however many lines differ', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    const found = difference(lines(...many), lines(...many.map((line) => `${line}!`)));
    expect(found).toHaveLength(1);
    expect(found[0]?.primary).toMatch(/^line 0\\u000aline 1\\u000a.*… \(\d+ characters, #\w+\)$/);
  });

  it('match only if they are the same, for random texts', () => {
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

  it('have very long lines shown as a digest alone', () => {
    const long = 'x'.repeat(2_000_000);
    const [found] = difference(`${long}a`, `${long}b`);
    expect(found?.primary).toMatch(/^‹2000001 characters, #\w+›$/);
  });
});

describe('text in another charset', () => {
  it.each<[string, BufferEncoding | 'utf16be']>([
    ['text/plain; charset=iso-8859-1', 'latin1'],
    ['text/html;charset="ISO-8859-1"', 'latin1'],
    ['text/plain; charset=UTF-16LE', 'utf16le'],
  ])('is decoded: %s', (type, encoding) => {
    const bytes = Buffer.from('<é> à', encoding as BufferEncoding);
    const utf8 = type.replace(/charset=.*/, 'charset=utf-8');
    expect(same(type, bytes, utf8, Buffer.from('<é> à'))).toBe('match');
    expect(same(type, bytes, utf8, Buffer.from('<è> à'))).toBe('mismatch');
  });

  it('is decoded by its byte order mark', () => {
    const utf16 = Buffer.from('\ufeffé', 'utf16le');
    expect(same('text/plain', utf16, 'text/plain', Buffer.from('é'))).toBe('match');
  });

  it.each(['utf-8', 'utf-16', 'shift_jis', 'no-such-charset', 'x-user-defined', ''])(
    'never matches other bytes that are invalid in %s',
    (charset) => {
      const type = `text/plain; charset=${charset}`;
      const [one, other] = [0x81, 0x82].map((byte) => Buffer.from([0x61, 0xff, byte]));
      expect(same(type, one!, type, other!)).toBe('mismatch');
    },
  );
});

describe('the charset of a text', () => {
  const latin1 = Buffer.from('caf\u00e9', 'latin1');
  const utf8 = Buffer.from('caf\u00e9');

  it.each<[string, string, Uint8Array, string, Uint8Array]>([
    [
      'in the same content type',
      'text/plain; charset=iso-8859-1',
      latin1,
      'text/plain; charset=utf-8',
      utf8,
    ],
    [
      'in HTML, with compatible charsets',
      'text/html; charset=windows-1252',
      latin1,
      'text/html; charset="UTF-8"',
      utf8,
    ],
  ])('is no difference if the text is the same, %s', (_, type, one, other, another) => {
    const compare = (primary: Uint8Array, candidate: Uint8Array) =>
      compareResponses(typed(type, primary), typed(other, candidate)).differences;
    expect(compare(one, another)).toEqual([]);
    expect(compare(one, Buffer.from('cafe'))).toMatchObject([{ path: '$' }]);
  });

  it.each<[string, string, Uint8Array, string, Uint8Array, string[]]>([
    [
      'the bytes are not in the stated charset',
      'text/plain; charset=iso-8859-1',
      latin1,
      'text/plain; charset=utf-8',
      latin1,
      ['$'],
    ],
    [
      'the same bytes have another stated charset',
      'text/plain; charset=utf-8',
      utf8,
      'text/plain; charset=iso-8859-1',
      utf8,
      ['$'],
    ],
    [
      'only one side states it',
      'text/plain; charset=iso-8859-1',
      latin1,
      'text/plain',
      utf8,
      ['content-type'],
    ],
    [
      'it is unknown',
      'text/plain; charset=utf-8',
      utf8,
      'text/plain; charset=x-own',
      utf8,
      ['content-type', '$'],
    ],
    [
      'the text is empty',
      'text/plain; charset=iso-8859-1',
      Buffer.alloc(0),
      'text/plain; charset=utf-8',
      Buffer.alloc(0),
      ['content-type'],
    ],
    [
      'the text is JSON, which clients read as UTF-8',
      'application/json; charset=iso-8859-1',
      Buffer.from('["caf\u00e9"]', 'latin1'),
      'application/json',
      Buffer.from('["caf\u00e9"]'),
      ['content-type'],
    ],
  ])('is a difference if %s', (_, type, one, other, another, expected) => {
    const { differences } = compareResponses(typed(type, one), typed(other, another));
    expect(differences.map(({ path }) => path)).toEqual(expected);
  });

  it('may be stated within XML and HTML', () => {
    const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\u00e9</a>';
    const html = '<html><meta charset=latin1><p>caf\u00e9';
    for (const [type, text] of [
      ['application/xml', xml],
      ['text/html', html],
    ] as const) {
      const [one, other] = [text, text.replace('caf\u00e9', 'caf\u00e8')].map((each) =>
        Buffer.from(each, 'latin1'),
      );
      const { differences } = compareResponses(typed(type, one!), typed(type, other!));
      expect(differences[0]?.primary).toContain('caf\u00e9');
    }
  });

  it('is taken to be the same for both sides if neither states it', () => {
    const type = 'text/plain';
    const changed = Buffer.from('caf\u00e8', 'latin1');
    expect(compareBodies(type, latin1, changed).differences).toMatchObject([
      { primary: 'caf\u00e9', candidate: 'caf\u00e8' },
    ]);
    expect(compareBodies(type, latin1, utf8).outcome).toBe('mismatch');
    expect(compareBodies(type, utf8, latin1).outcome).toBe('mismatch');
  });

  it('is used to decode JSON that is not UTF-8', () => {
    const type = 'application/json; charset=iso-8859-1';
    const [one, same, other] = [
      '{"a":"\u00e9","b":1}',
      '{"b":1,"a":"\u00e9"}',
      '{"b":1,"a":"\u00e8"}',
    ].map((text) => Buffer.from(text, 'latin1'));
    expect(compareBodies(type, one!, same!).outcome).toBe('match');
    expect(compareBodies(type, one!, other!).differences).toMatchObject([{ path: '$.a' }]);
  });
});

describe('markup', () => {
  it.each([
    ['text/html', '<ul>\n  <li>a  b</li>\n</ul>\n', '<ul><li>a b</li></ul>'],
    ['application/xml', '<a>\r\n\t<b/></a>', '<a><b/></a>'],
    ['image/svg+xml', '<svg ><g/></svg>', '<svg ><g/>\n</svg>'],
    ['text/xml; charset=utf-8', ' <a x="1"\n y="2"/>', '<a x="1" y="2"/>'],
  ])('is the same with other white space: %s', (type, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('match');
  });

  it.each([
    ['a word', '<p>a b</p>', '<p>a c</p>'],
    ['a space', '<p>a b</p>', '<p>ab</p>'],
    ['a no-break space', '<p>a b</p>', '<p>a\u00a0b</p>'],
    ['an attribute', '<p id="a"/>', '<p id="b"/>'],
  ])('differs in %s', (_, primary, candidate) => {
    expect(compareBodies('text/html', primary, candidate).outcome).toBe('mismatch');
  });

  it.each([
    ['in another order', '<p id="a" class="b">x</p>', '<p class="b" id="a">x</p>'],
    ['on an empty element', '<a:b c="1" xmlns:a="u"/>', '<a:b xmlns:a="u" c="1"/>'],
    ['in other quotes', '<p id="a"/>', "<p id='a' />"],
    ['without quotes', '<p id="a" x=1>', '<p x="1" id=a>'],
    ['with white space around them', '<p id = "a" b>', '<p b  id\n="a" >'],
    ['with brackets in their values', '<p a="1>2" b="<c>"/>', '<p b="<c>" a="1>2"/>'],
    ['with a quote in a value', `<p a='"' b='c'/>`, `<p b="c" a='"'/>`],
  ])('is the same with attributes %s', (_, primary, candidate) => {
    expect(compareBodies('application/xml', primary, candidate).outcome).toBe('match');
    expect(compareBodies('text/html', candidate, primary).outcome).toBe('match');
  });

  it.each([
    ['the value of an attribute', '<p a="1" b="2"/>', '<p b="1" a="2"/>'],
    ['the case of the name of an attribute', '<p a="x"/>', '<p A="x"/>'],
    ['a missing attribute', '<p a="1" b="2"/>', '<p a="1"/>'],
    ['an attribute without a value', '<p a b="2"/>', '<p a="b" b="2"/>'],
    ['the order of two attributes with the same name', '<p a="1" a="2"/>', '<p a="2" a="1"/>'],
    ['the element that has an attribute', '<p a="1"/><q/>', '<p/><q a="1"/>'],
    ['the order of elements', '<p/><q/>', '<q/><p/>'],
    ['a comment', '<!-- <p a b> -->', '<!-- <p b a> -->'],
    ['a CDATA section', '<x><![CDATA[<p a b>]]></x>', '<x><![CDATA[<p b a>]]></x>'],
    ['a script', '<script>if (a <b c d> e)</script>', '<script>if (a <b d c> e)</script>'],
    ['text that looks like a tag', '<x>1 < 2 b a></x>', '<x>1 < 2 a b></x>'],
    ['a tag without an end', '<x/><p b="1" a="2"', '<x/><p a="2" b="1"'],
    ['a quote without an end', '<p b="1" a="2>', '<p a="2 b="1>'],
  ])('differs in detail, in %s', (_, primary, candidate) => {
    expect(compareBodies('text/html', primary, candidate).outcome).toBe('mismatch');
  });

  it('is the same with attributes in any order, and differs in any value', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const value = fc.stringMatching(/^[^<>&"'\s]{0,5}$/);
    const attributes = fc.uniqueArray(fc.tuple(name, value), {
      selector: ([key]) => key,
      maxLength: 6,
    });
    fc.assert(
      fc.property(attributes, fc.nat(), fc.nat(), (all, turn, which) => {
        fc.pre(all.length > 0);
        const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
        expect(compareBodies('text/xml', tag(all), tag(turned)).outcome).toBe('match');
        const index = which % all.length;
        const [key, text] = turned[index]!;
        const changed = turned.with(index, [key, `${text}!`]);
        expect(compareBodies('text/xml', tag(all), tag(changed)).outcome).toBe('mismatch');
      }),
      { seed: 15, numRuns: 200 },
    );
  });

  it.each([
    '<a b="',
    "<a b='",
    '<a ',
    '<',
    '<!--',
    '<script>',
    '<a b=',
    '</',
    '<a b="c"<',
    `<a b="'`,
  ])('is compared in linear time, however often it has %s', (hostile) => {
    const text = hostile.repeat(Math.ceil(400_000 / hostile.length));
    const startedAt = threadCpuMs();
    expect(compareBodies('text/html', text, `${text}x`).outcome).toBe('mismatch');
    expect(threadCpuMs() - startedAt).toBeLessThan(10_000);
  });

  it('has the differing tag shown', () => {
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

const tag = (all: readonly (readonly [string, string])[]) =>
  `<a>${all.map(([key, text]) => ` ${key}="${text}"`).join('')}</a>`
    .replace('<a> ', '<a ')
    .replace('"</a>', '"></a>');
