import { describe, expect, it } from 'vitest';
import { copiedRequest } from '../../../src/live/out-of-path/copied-request.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';

/** The request that primary gets for a copy with these lines. */
function sentOf(lines: readonly string[], { body = '', hostSuffix = '-shadow' } = {}): string[] {
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  const head = {
    bytes,
    status: 0,
    contentLength: null,
    chunked: false,
    upgrade: false,
    expect: false,
  };
  const copy = {
    head,
    request: parseRequestHead(bytes),
    body: Buffer.from(body),
    cutBy: null,
    startedAt: 0,
    release: () => undefined,
  };
  const [sent = '', rest] = copiedRequest(copy, { hostSuffix, instance: 'k3x9' })
    .toString()
    .split('\r\n\r\n');
  expect(rest).toBe(body);
  return sent.split('\r\n').filter((line) => line !== 'x-parallax-copy: k3x9');
}

const startLine = 'GET /a?b=%20c HTTP/1.1';

describe('the request to primary from a copy', () => {
  it('has the fields of the client, and the name of the exchange', () => {
    const lines = [startLine, 'Host: api', 'X-a:  1', 'x-A: 2', 'Cookie: a=b'];
    expect(sentOf(lines)).toEqual([startLine, 'Host: api', 'X-a: 1', 'x-A: 2', 'Cookie: a=b']);
  });

  it.each([
    ['api-shadow', 'api'],
    ['api.example-shadow:8080', 'api.example:8080'],
    ['a-shadow-shadow', 'a-shadow'],
    ['api', 'api'],
    ['-shadow', '-shadow'],
    ['shadow', 'shadow'],
    ['[::1]:8080', '[::1]:8080'],
  ])("has the host without Envoy's suffix: %s", (host, sent) => {
    expect(sentOf([startLine, `Host: ${host}`])).toEqual([startLine, `Host: ${sent}`]);
  });

  it('keeps a host that ends like the suffix if the config has no suffix', () => {
    const lines = [startLine, 'Host: api-shadow'];
    expect(sentOf(lines, { hostSuffix: '' })).toEqual(lines);
  });

  it("does not have fields of the mirror's connection", () => {
    const lines = [
      'GET / HTTP/1.0',
      'Host: a',
      'Connection: close, X-Hop, Host',
      'Keep-Alive: timeout=5',
      'X-Hop: 1',
      'TE: trailers',
      'Expect: 100-continue',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
      'Accept: */*',
    ];
    expect(sentOf(lines)).toEqual(['GET / HTTP/1.1', 'Host: a', 'Accept: */*']);
  });

  it('stays HTTP/1.0 without a Host', () => {
    expect(sentOf(['GET / HTTP/1.0', 'Accept: */*'])).toEqual(['GET / HTTP/1.0', 'Accept: */*']);
  });

  it('has the length of its body', () => {
    const lines = ['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'];
    expect(sentOf(lines, { body: 'hello' })).toEqual([
      'POST / HTTP/1.1',
      'Host: a',
      'Content-Length: 5',
    ]);
  });

  it('has a length of 0 only if the copy has one', () => {
    const lines = ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 0'];
    expect(sentOf(lines)).toEqual(lines);
  });
});
