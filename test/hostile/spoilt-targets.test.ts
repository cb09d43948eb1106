/**
 * A client chooses paths and queries that the edits of the config turn into something else than one request to the
 * candidate: another path than a prefix allows, a second request, or a pattern that takes for ever. Such an exchange
 * is left out, and counted; the candidate sees nothing of it, and others go on.
 */
import { expect, it } from 'vitest';
import { mirrorTo } from '../shadow/raw-candidate.ts';

it('a request with an invalid edited target is not mirrored, and the next one is', async () => {
  const received: string[] = [];
  const rewrite = { match: '^/files/', replace: '' };
  const shadow = await mirrorTo(
    (socket, chunk) => {
      received.push(chunk.toString('latin1').split('\r\n')[0] ?? '');
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    },
    { candidate: { path: { rewrite, prefix: '/v2' } } },
  );
  const leftOut = { kind: 'unsent', reason: 'invalid_target' };
  expect(await shadow.mirror({ target: '/files/evil.test/a' })).toEqual(leftOut);
  expect(await shadow.mirror({ target: '/files/' })).toEqual(leftOut);
  expect(await shadow.mirror({ target: '/files//a' })).toMatchObject({ kind: 'answered' });
  expect(received).toEqual(['GET /v2/a HTTP/1.1']);
});

it('a request whose path is too costly for a pattern is left out at once', async () => {
  const rewrite = { match: '(a|b|ab)*c', replace: 'd' };
  const shadow = await mirrorTo((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'), {
    candidate: { path: { rewrite } },
  });
  const startedAt = performance.now();
  expect(await shadow.mirror({ target: `/${'ab'.repeat(25_000)}` })).toEqual({
    kind: 'unsent',
    reason: 'invalid_target',
  });
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});
