import { describe, expect, it } from 'vitest';
import { keepAliveMs } from '../../../src/shadow/sending/keep-alive.ts';

const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n';

describe('how long a connection may be used again, in seconds', () => {
  it.each([
    ['by default', ask, ok, 4],
    ['by what the answer says, less a margin', ask, `${ok}Keep-Alive: max=9, timeout=60\r\n`, 59],
    ['not where it is about to be closed', ask, `${ok}Keep-Alive: timeout=1\r\n`, 0],
    ['not where the answer closes it', ask, `${ok}connection:  x, CLOSE\r\n`, 0],
    [
      'not where the second of two fields closes it',
      ask,
      `${ok}Connection: x\r\nConnection: close\r\n`,
      0,
    ],
    ['not where the request closes it', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', ok, 0],
    ['not with HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', ok, 0],
    ['not with an answer in HTTP/1.0', ask, 'HTTP/1.0 200 OK\r\n', 0],
    [
      'with HTTP/1.0 where the answer says so',
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
      `${ok}Connection: keep-alive\r\n`,
      4,
    ],
    ['whatever a body or another field says of it', ask, `${ok}X-Connection: close\r\n`, 4],
  ])('%s', (_, asked, answered, seconds) => {
    expect(keepAliveMs(asked, Buffer.from(`${answered}\r\n`)) / 1000).toBe(seconds);
  });
});
