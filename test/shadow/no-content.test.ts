import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { mirrorTo } from './raw-candidate.ts';
import { answerOf, type ShadowUnderTest } from './shadow-under-test.ts';

/** Answers with these one after the other; keeps the connections open. */
async function mirrorToAnswering(
  ...answers: string[]
): Promise<{ shadow: ShadowUnderTest; connections: Set<Socket> }> {
  const connections = new Set<Socket>();
  const shadow = await mirrorTo((socket) => {
    connections.add(socket);
    socket.write(answers.shift() ?? '');
  });
  return { shadow, connections };
}

const last = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast';

describe('an answer without content', () => {
  it.each([
    ['to HEAD', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n'],
    ['to HEAD, as if in chunks', 'HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['204', 'DELETE', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['304', 'GET', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'],
    ['304 with a length', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\n\r\n'],
    ['of length 0', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('is complete with its head: %s', async (_, method, head) => {
    const { shadow } = await mirrorToAnswering(head, last);
    const answer = answerOf(await shadow.mirror({ method }));
    expect(answer.body).toBe('');
    expect(answer.head.split('\r\n').slice(1)).toEqual(head.split('\r\n').slice(1));
    expect(answerOf(await shadow.mirror()).body).toBe('last');
  });

  it('leaves its connection usable for the next request', async () => {
    const { shadow, connections } = await mirrorToAnswering(
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.1 304 Not Modified\r\n\r\n',
      last,
    );
    for (const method of ['DELETE', 'GET', 'GET']) await shadow.mirror({ method });
    expect(connections.size).toBe(1);
  });
});

describe('content in an answer that may have none', () => {
  it.each([
    ['HEAD', '200 OK'],
    ['GET', '204 No Content'],
    ['GET', '304 Not Modified'],
  ])('is not read as the next answer: %s, %s', async (method, status) => {
    const smuggled = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled';
    const { shadow } = await mirrorToAnswering(
      `HTTP/1.1 ${status}\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
      last,
    );
    await shadow.mirror({ method });
    expect(answerOf(await shadow.mirror()).body).toBe('last');
  });
});
