import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configOf, faultsOf, loadText } from '../config-text.ts';

const start = 'primary: http://legacy.test\ncandidate:\n  url: http://new.test\n';

/** A file with this text. */
function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret'), text);
  return join(folder, 'secret');
}

function headersOf(text: string, environment: Record<string, string> = {}) {
  return configOf(`${start}  headers: ${text}\n`, { environment }).candidate.headers?.set;
}

describe('a header that the config sets', () => {
  it('may be written in the config', () => {
    expect(headersOf('{set: {x-dry-run: "1"}}')).toEqual({
      'x-dry-run': { text: '1', isSecret: false },
    });
  });

  it('is a secret if it comes from the environment', () => {
    expect(headersOf('{set: {x-tenant: "a-${TENANT}"}}', { TENANT: 'b' })).toEqual({
      'x-tenant': { text: 'a-b', isSecret: true },
    });
  });

  it('is no secret if the environment has no such variable', () => {
    expect(headersOf('{set: {x-tenant: "${TENANT:-acme}"}}')).toEqual({
      'x-tenant': { text: 'acme', isSecret: false },
    });
  });

  it('is a secret with secret: true', () => {
    expect(headersOf('{set: {x-tenant: {text: acme, secret: true}}}')).toEqual({
      'x-tenant': { text: 'acme', isSecret: true },
    });
  });

  it('is read from a file without the line end', () => {
    expect(headersOf(`{set: {authorization: {file: ${fileWith('Bearer abc\r\n')}}}}`)).toEqual({
      authorization: { text: 'Bearer abc', isSecret: true },
    });
  });

  it('may be set for a secondary', () => {
    const text =
      'secondary: {url: "http://other.test/v1", headers: {set: {x-a: b}, remove: [x-c]}}\n';
    expect(configOf(`${start}${text}`).secondary).toMatchObject({
      url: 'http://other.test/v1',
      headers: { set: { 'x-a': { text: 'b' } }, remove: ['x-c'] },
    });
  });
});

describe('the displayed settings', () => {
  it.each([
    ['a credential', 'headers: {set: {authorization: Bearer abcdef}}', 'headers.set.authorization'],
    ['any header', 'headers: {set: {x-dry-run: abcdef}}', 'headers.set.x-dry-run'],
    ['a value from the environment', 'headers: {set: {x-tenant: "${T}"}}', 'headers.set.x-tenant'],
    ['a parameter', 'query: {set: {dry_run: abcdef}}', 'query.set.dry_run'],
  ])('hide the value of a request edit: %s', (_, text, path) => {
    const { settings } = loadText(`${start}  ${text}\n`, { environment: { T: 'abcdef' } });
    expect(settings?.find((one) => one.path === `candidate.${path}`)?.value).toBe('‹hidden›');
    expect(JSON.stringify(settings)).not.toContain('abcdef');
  });
});

const line = 'file:4:';

describe('the faults of request edits', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'the host',
      'headers: {set: {Host: a}}',
      [
        `${line}25: candidate.headers.set.Host: leave this out, and write hostHeader: upstream to send the host of the url`,
      ],
    ],
    [
      'a header that frames the request',
      'headers: {set: {content-length: "1"}, remove: [Transfer-Encoding, connection]}',
      [
        `${line}35: candidate.headers.set.content-length: leave this out: Parallax frames the request itself`,
        `${line}50: candidate.headers.remove[0]: leave this out: Parallax frames the request itself`,
        `${line}69: candidate.headers.remove[1]: leave this out: Parallax frames the request itself`,
      ],
    ],
    [
      'the name of the exchange',
      'headers: {remove: [x-parallax-exchange]}',
      [
        `${line}22: candidate.headers.remove[0]: leave this out: the header identifies the exchange and prevents loops`,
      ],
    ],
    [
      'the trace context',
      'headers: {remove: [traceparent]}',
      [
        `${line}22: candidate.headers.remove[0]: leave this out, and write tracing: new, same or drop`,
      ],
    ],
    [
      'an invalid name',
      'headers: {set: {"a b": c}, remove: ["x-*"]}',
      [
        `${line}26: candidate.headers.set.a b: write the name of a request header, for example authorization`,
        `${line}39: candidate.headers.remove[0]: write the name of a request header, for example authorization`,
      ],
    ],
    [
      'a repeated name',
      'headers: {set: {x-a: b, X-A: c}, remove: [x-a]}',
      [
        `${line}32: candidate.headers.set.X-A: leave this out: the name is already listed, and letter case makes no difference`,
        `${line}45: candidate.headers.remove[0]: leave this out: set replaces the header anyway`,
      ],
    ],
    [
      'a line end in a value',
      'headers: {set: {x-a: "b\\r\\nx-c: d"}}',
      [`${line}24: candidate.headers.set.x-a.text: write one line of printable ASCII characters`],
    ],
    [
      'a line end in an environment variable',
      'headers: {set: {x-a: "${EVIL}"}}',
      [
        `${line}24: candidate.headers.set.x-a.text: write one line of printable ASCII characters (it comes from \${EVIL})`,
      ],
    ],
    [
      'a number or a boolean, which YAML may change',
      'headers: {set: {x-a: 1, x-b: true}}',
      [
        `${line}24: candidate.headers.set.x-a: write a text in quotes, or keys below it`,
        `${line}32: candidate.headers.set.x-b: write a text in quotes, or keys below it`,
      ],
    ],
    [
      'no value',
      'headers: {set: {x-a: "", x-b: {}}}',
      [
        `${line}24: candidate.headers.set.x-a.text: write at least one character, or write the name under remove`,
        `${line}28: candidate.headers.set.x-b: write a text in quotes, or file: FILE`,
      ],
    ],
    [
      'a missing file',
      'headers: {set: {x-a: {file: /nowhere/at-all}}}',
      [`${line}31: candidate.headers.set.x-a.file: there is no such file: /nowhere/at-all`],
    ],
    [
      'invalid paths',
      'path: {strip: api, prefix: /v2/}',
      [
        `${line}17: candidate.path.strip: write a path that begins with / and does not end with it, for example /v2`,
        `${line}30: candidate.path.prefix: write a path that begins with / and does not end with it, for example /v2`,
      ],
    ],
    [
      'an empty pattern',
      'path: {rewrite: {match: "a*", replace: /b}}',
      [
        `${line}27: candidate.path.rewrite.match: write a pattern that does not match the empty text, for example ^/users/`,
      ],
    ],
    [
      'a pattern with look-around',
      'path: {rewrite: {match: "(?!a)b", replace: /b}}',
      [
        `${line}27: candidate.path.rewrite.match: write a regular expression in RE2 syntax, for example ^/users/([^/]+)$: error parsing regexp: invalid or unsupported Perl syntax: \`(?!\``,
      ],
    ],
    [
      'a group that the pattern lacks',
      'path: {rewrite: {match: "(a)b", replace: "/$2"}}',
      [`${line}44: candidate.path.rewrite.replace: there is no group 2 in match: it has 1`],
    ],
    [
      'a parameter without a name',
      'query: {set: {"": b}}',
      [`${line}21: candidate.query.set.: write the name of a parameter, not encoded`],
    ],
    [
      'a device, which may have no end',
      'headers: {set: {x-a: {file: /dev/zero}}}',
      [`${line}31: candidate.headers.set.x-a.file: write the path of a file: /dev/zero`],
    ],
    [
      'a replacement with a query',
      'path: {rewrite: {match: ab, replace: "/c?d=e"}}',
      [`${line}40: candidate.path.rewrite.replace: write a part of a path, without a query`],
    ],
  ])('include %s', (_, text, faults) => {
    const environment = { EVIL: 'b\r\nx-c: d' };
    expect(faultsOf(`${start}  ${text}\n`, { environment })).toEqual(faults);
  });

  it.each([
    ['a long file', 'S'.repeat(8193), 'the file must have at most 8192 characters'],
    ['a huge file', 'S'.repeat(100_000), 'the file must have at most 8192 characters'],
    ['an empty file', '', 'the file is empty: write the value into it'],
    [
      'a file of two lines',
      'abc\ndef\n',
      'the file must have one line of printable ASCII characters',
    ],
  ])('include the content of a file: %s', (_, contents, words) => {
    const file = fileWith(contents);
    const [fault = ''] = faultsOf(`${start}  headers: {set: {x-a: {file: ${file}}}}\n`);
    expect(fault).toBe(`${line}31: candidate.headers.set.x-a.file: ${words}: ${file}`);
  });

  it.each(['?a=b', '#a', ' a'])('include a URL with %s behind its path', (rest) => {
    expect(
      faultsOf(`primary: http://legacy.test\ncandidate: "http://new.test/v2${rest}"\n`),
    ).toEqual([
      'file:2:12: candidate.url: write an origin, http://HOST:PORT or https://HOST:PORT, with or without a path, and without a query or user name',
    ]);
  });

  it('include edits for a secondary that is primary itself', () => {
    expect(faultsOf(`${start}secondary: {self: {}, headers: {remove: [x-a]}}\n`)).toEqual([
      `${line}23: secondary.headers: leave this out: self uses the settings of primary`,
    ]);
  });
});

describe('tracing', () => {
  it('may be a single word', () => {
    expect(configOf(`${start}tracing: drop\n`).tracing).toEqual({ mode: 'drop', unsampled: false });
  });

  it.each<[string, string, string]>([
    ['another mode', 'off', '10: tracing.mode: write one of new, same, drop, not "off"'],
    [
      'a sampling decision for spans that are not sent',
      '{mode: same, unsampled: true}',
      '34: tracing.unsampled: leave this out: with mode: same, Parallax sends no span of its own',
    ],
    ...[
      'https://tracing.example/',
      'javascript:alert({traceId})',
      'https://u:p@tracing.example/{traceId}',
      'https://{traceId}/',
      '/trace/{traceId}',
    ].map((url): [string, string, string] => [
      `a link such as ${url}`,
      `{url: "${url}"}`,
      '16: tracing.url: write a link such as https://tracing.example/trace/{traceId}',
    ]),
  ])('does not accept %s', (_, text, fault) => {
    expect(faultsOf(`${start}tracing: ${text}\n`)).toEqual([`${line}${fault}`]);
  });
});
