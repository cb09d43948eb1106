import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pollVersion } from '../../../src/control/evidence/version-poll.ts';
import { openUpstreamTls } from '../../../src/wire/open-upstream-tls.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { listen } from '../../support/raw-socket.ts';
import { listenOnSocket, socketFolder } from '../../support/socket-folder.ts';
import { otherPair } from '../../support/tls-folder.ts';
import { until } from '../../support/until.ts';

const ca = new URL('../../support/certificate/other-cert.pem', import.meta.url).pathname;

/** The version that is found, and the log lines. */
async function asking(server: Server, scheme: string, field?: string, trusts?: string) {
  return askingAt(`${scheme}://127.0.0.1:${await listen(server)}`, server, field, trusts);
}

async function askingAt(url: string, server: Server, field?: string, trusts?: string) {
  const versions: string[] = [];
  const { log, lines } = memoryLog();
  const tls = openUpstreamTls({
    part: 'candidate',
    config: trusts === undefined ? undefined : { ca: trusts },
    log,
    tally: null,
  });
  const stop = pollVersion({
    url,
    tls,
    poll: { kind: 'poll', path: '/version', field, everyMs: 60_000 },
    onVersion: (version) => versions.push(version),
    log,
  });
  onTestFinished(() => {
    stop();
    tls?.close();
    server.close();
  });
  await until(() => versions.length + lines.length > 0);
  return { versions, lines };
}

const plain = (text: string): RequestListener => {
  return ({ url }, response) => response.end(url === '/version' ? text : 'elsewhere');
};

describe('the polled version of a candidate', () => {
  it('is the text of its answer', async () => {
    expect((await asking(createServer(plain('v7')), 'http')).versions).toEqual(['v7']);
  });

  it('is a member of its JSON answer', async () => {
    const server = createServer(plain('{"app":{"version":7}}'));
    expect((await asking(server, 'http', '$.app.version')).versions).toEqual(['7']);
  });

  it('is polled on a Unix socket', async () => {
    using folder = socketFolder();
    const path = folder.path('candidate.sock');
    const server = createServer(({ headers, url }, answer) => answer.end(`${headers.host}${url}`));
    await listenOnSocket(server, path);
    expect((await askingAt(`unix:${path}`, server)).versions).toEqual(['localhost/version']);
  });

  it('is polled over TLS, with the certificate authority of the config', async () => {
    const server = createTlsServer(otherPair, plain('v7'));
    expect((await asking(server, 'https', undefined, ca)).versions).toEqual(['v7']);
  });

  it.each<[string, RequestListener]>([
    ['redirects', (_, response) => response.writeHead(302, { location: '/' }).end('v7')],
    ['fails', (_, response) => response.writeHead(500).end('v7')],
    ['is too large', (_, response) => response.end('x'.repeat(70_000))],
    ['is empty', (_, response) => response.end()],
  ])('is unknown if the answer %s', async (_, listener) => {
    const { versions, lines } = await asking(createServer(listener), 'http');
    expect(versions).toEqual([]);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'the candidate did not report its version' }),
    );
  });
});
