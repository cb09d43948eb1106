import { describe, expect, it } from 'vitest';
import { keepAliveMs } from '../../../src/shadow/sending/keep-alive.ts';

const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n';

describe('the time for which a connection may be used again, in seconds', () => {
  it.each([
    ['by default', ask, ok, 4],
    [
      'with a timeout in the answer, which is reduced by a margin',
      ask,
      `${ok}Keep-Alive: max=9, timeout=60\r\n`,
      59,
    ],
    ['with a timeout that is too short, as 0', ask, `${ok}Keep-Alive: timeout=1\r\n`, 0],
    ['with Connection: close in the answer, as 0', ask, `${ok}connection:  x, CLOSE\r\n`, 0],
    [
      'with close in the second of two fields, as 0',
      ask,
      `${ok}Connection: x\r\nConnection: close\r\n`,
      0,
    ],
    [
      'with Connection: close in the request, as 0',
      'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
      ok,
      0,
    ],
    ['with a request in HTTP/1.0, as 0', 'GET / HTTP/1.0\r\n\r\n', ok, 0],
    ['with an answer in HTTP/1.0, as 0', ask, 'HTTP/1.0 200 OK\r\n', 0],
    [
      'with HTTP/1.0 and keep-alive on both sides',
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
      `${ok}Connection: keep-alive\r\n`,
      4,
    ],
    ['with close in another field, which has no effect', ask, `${ok}X-Connection: close\r\n`, 4],
  ])('is as expected %s', (_, asked, answered, seconds) => {
    expect(keepAliveMs(asked, Buffer.from(`${answered}\r\n`)) / 1000).toBe(seconds);
  });
});
