import { createServer } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listenAdmin } from '../../src/control/admin/server.ts';
import { gateUnderTest } from '../control/gate/gate-under-test.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

function healthcheck(address: string) {
  return command(['healthcheck', '--admin', address]);
}

describe('parallax healthcheck', () => {
  it('exits with 0 and prints nothing if Parallax answers', async () => {
    const { app } = gateUnderTest();
    const server = await listenAdmin(app, { host: '127.0.0.1', port: 0 });
    const ended = await parallax(['healthcheck', '--admin', server.address]);
    server.close();
    expect(ended).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  it('exits with 1 if nothing listens at the address', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const { stderr, exitCode } = await healthcheck(address);
    expect(stderr).toBe(`parallax: connect ECONNREFUSED ${address}\n`);
    expect(exitCode).toBe(1);
  });

  it('exits with 1 if the server never answers', async () => {
    const silent = createServer();
    const address = `127.0.0.1:${await listen(silent)}`;
    const { stderr, exitCode } = await healthcheck(address);
    silent.close();
    expect([stderr, exitCode]).toEqual(['parallax: /healthz does not answer\n', 1]);
  });

  it('exits with 1 if the answer has another status than 200', async () => {
    const other = createHttpServer((_, response) => response.writeHead(503).end());
    const address = `127.0.0.1:${await listen(other)}`;
    const { stderr, exitCode } = await healthcheck(address);
    other.close();
    expect([stderr, exitCode]).toEqual(['parallax: /healthz answered with status 503\n', 1]);
  });

  it('exits with 64 if the address is invalid', async () => {
    const { stderr, exitCode } = await healthcheck('nowhere');
    expect(stderr).toBe(
      "error: option '--admin <HOST:PORT>' argument 'nowhere' is invalid. write an address as HOST:PORT, for example 127.0.0.1:8080\n",
    );
    expect(exitCode).toBe(64);
  });
});
