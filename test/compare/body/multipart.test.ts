import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';
import { compareBodies } from './body-spec.ts';

interface PartSpec {
  readonly headers: string;
  readonly body: string;
}

function multipart(boundary: string, parts: readonly PartSpec[]): string {
  const bodies = parts.map(({ headers, body }) => `--${boundary}\r\n${headers}\r\n\r\n${body}\r\n`);
  return `${bodies.join('')}--${boundary}--\r\n`;
}

function field(name: string, body: string, rest = ''): PartSpec {
  return { headers: `Content-Disposition: form-data; name="${name}"${rest}`, body };
}

function compareParts(
  primary: readonly PartSpec[],
  candidate: readonly PartSpec[],
  subtype = 'form-data',
) {
  const spec = (boundary: string, parts: readonly PartSpec[]) => ({
    fields: ['Content-Type', `multipart/${subtype}; boundary="${boundary}"`],
    body: multipart(boundary, parts),
  });
  return compareResponses(spec('abc', primary), spec('x y z', candidate));
}

function paths(...both: Parameters<typeof compareParts>): string[] {
  return compareParts(...both).differences.map(({ path }) => path);
}

const json = '\r\nContent-Type: application/json';

describe('multipart bodies', () => {
  it('are the same with any boundary and any order of fields', () => {
    const parts = [field('a', '1'), field('b', '2')];
    expect(compareParts(parts, parts.toReversed()).outcome).toBe('match');
  });

  it('have JSON parts compared by their meaning', () => {
    const one = [field('meta', '{"id":1,"n":2}', json)];
    expect(compareParts(one, [field('meta', '{ "n":2, "id":1 }', json)]).outcome).toBe('match');
    expect(paths(one, [field('meta', '{"id":1,"n":3}', json)])).toEqual(['$.meta.body.n']);
  });

  it('differ in a text, a header, a file name, and an additional field', () => {
    const one = [field('a', '1')];
    expect(paths(one, [field('a', '2')])).toEqual(['$.a.body']);
    expect(paths(one, [field('a', '1', '; filename="x"')])).toEqual([
      '$.a.headers["content-disposition"]',
    ]);
    expect(paths(one, [field('a', '1', '\r\nContent-Type: text/html')])).toEqual([
      '$.a.headers["content-type"]',
    ]);
    expect(paths(one, [...one, field('b', '2')])).toEqual(['$.b']);
  });

  it('differ in the order of fields of the same name', () => {
    const parts = [field('a', '1'), field('a', '2')];
    expect(paths(parts, parts.toReversed())).toEqual(['$.a']);
  });

  it('have parts without a name compared by position', () => {
    const parts = ['1', '2'].map((body) => ({ headers: 'Content-Type: text/plain', body }));
    expect(compareParts(parts, parts, 'mixed').outcome).toBe('match');
    expect(paths(parts, parts.toReversed(), 'mixed')).toEqual(['$']);
  });

  it('have binary parts compared by a digest of all bytes, and no bytes shown', () => {
    const headers = 'Content-Type: image/png';
    const image = `\u0089PNG${'x'.repeat(100_000)}`;
    const [difference] = compareParts(
      [{ headers, body: `${image}a${image}` }],
      [{ headers, body: `${image}b${image}` }],
      'mixed',
    ).differences;
    expect(difference).toMatchObject({ path: '$[0].body.digest' });
    expect(difference?.primary).toMatch(/^"#[0-9a-f]{40}"$/);
  });

  it('have nested parts compared part by part', () => {
    expect(compareParts([nested('in', 'x')], [nested('ner', 'x')], 'mixed').outcome).toBe('match');
    expect(paths([nested('in', 'x')], [nested('in', 'y')], 'mixed')).toEqual(['$[0].body[0].body']);
  });

  it('are the same whatever is before and after the parts', () => {
    const type = 'multipart/mixed; boundary=b';
    const part = '--b\r\n\r\nx\r\n--b--';
    expect(compareBodies(type, part, `preamble\r\n${part}\r\nepilogue`).outcome).toBe('match');
    expect(compareBodies(type, part, part.replace('--b\r', '--b \t\r')).outcome).toBe('match');
  });
});

describe('a malformed multipart body', () => {
  const whole = '--b\r\nX-A: 1\r\n\r\nx\r\n--b--';
  it.each([
    ['without its end', '--b\r\nX-A: 1\r\n\r\nx\r\n--b'],
    ['without a line end', '--bX-A: 1\r\n\r\nx\r\n--b--'],
    ['without the empty line', '--b\r\nX-A: 1\r\nx\r\n--b--'],
    ['with a malformed header', '--b\r\n: 1\r\n\r\nx\r\n--b--'],
    ['without a boundary', 'x'],
  ])('differs from a well-formed one: %s', (_, body) => {
    for (const type of [
      'multipart/mixed; boundary=b',
      'multipart/mixed',
      'multipart/mixed; boundary=',
    ]) {
      expect(compareBodies(type, whole, body).outcome).toBe('mismatch');
      expect(compareBodies(type, body, whole).outcome).toBe('mismatch');
      expect(compareBodies(type, body, `${body} `).outcome).toBe('mismatch');
    }
  });

  it.each([
    ['parts 2,000 deep', deep(2_000, 'x'), deep(2_000, 'y')],
    ['50,000 parts', `${'--b\r\n\r\nx\r\n'.repeat(50_000)}--b--`, '--b\r\n\r\nx\r\n--b--'],
    ['50,000 boundaries', '--b\r\n'.repeat(50_000), '--b\r\n'.repeat(50_001)],
    ['a header of 500,000 characters', `--b\r\nA:${'x'.repeat(500_000)}\r\n\r\n\r\n--b--`, whole],
  ])('is compared without an exception: %s', (_, primary, candidate) => {
    const type = 'multipart/mixed; boundary=b';
    expect(compareBodies(type, primary, candidate).outcome).toBe('mismatch');
  });
});

/** Each part inside the one before, with boundaries that do not begin alike. */
function deep(levels: number, leaf: string): string {
  const start: string[] = [];
  for (let i = 1; i <= levels; i += 1) {
    const outer = i === 1 ? 'b' : `${i - 1}.b`;
    start.push(`--${outer}\r\nContent-Type: multipart/mixed; boundary="${i}.b"\r\n\r\n`);
  }
  return `${start.join('')}${leaf}\r\n--b--`;
}

function nested(boundary: string, text: string): PartSpec {
  return {
    headers: `Content-Type: multipart/mixed; boundary=${boundary}`,
    body: multipart(boundary, [{ headers: 'X-A: b', body: text }]),
  };
}
