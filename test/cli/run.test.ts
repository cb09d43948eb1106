import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { socketFolder } from '../support/socket-folder.ts';
import { command } from './command-in-process.ts';
import { parallax, serveParallax, type ServingParallax } from './parallax-program.ts';

const primary = createServer();
let upstreams: readonly string[];

beforeAll(async () => {
  const url = `http://127.0.0.1:${await listen(primary)}`;
  upstreams = ['--primary', url, '--candidate', url];
});

afterAll(() => primary.close());

/** Sends a request and waits until primary has it, which then answers on demand. */
async function ask(address: string) {
  const asked = once(primary, 'request') as Promise<[unknown, ServerResponse]>;
  const answer = fetch(`http://${address}/`).then(
    (response) => response.text(),
    () => 'broken off',
  );
  const [, response] = await asked;
  return { response, answer };
}

describe('parallax run', () => {
  it('serves on a Unix socket; on SIGTERM it finishes running requests, removes the socket and exits with 0', async () => {
    using folder = socketFolder();
    const path = folder.path('parallax.sock');
    const args = [...upstreams, '--mirror-methods', 'none', '--listen', `unix:${path}`];
    await using running = await serveParallax(args);
    expect(running.listenAddress).toBe(`unix:${path}`);
    const asked = once(primary, 'request') as Promise<[unknown, ServerResponse]>;
    const asking = request({ socketPath: path, path: '/' }).end();
    const [, response] = await asked;
    running.kill('SIGTERM');
    await running.logged('draining');
    response.end('finished');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('finished');
    expect(await running.ended).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('prints all faults of a config, and exits with 64', async () => {
    const args = ['run', '--primary', 'legacy', '--candidate', 'http://b', '--mirror-sample', '2'];
    expect(await parallax(args)).toEqual({
      stdout: '',
      stderr: [
        '--primary: write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name',
        '--mirror-sample: write a number of at most 1, not 2',
        '',
      ].join('\n'),
      exitCode: 64,
    });
  });

  it('exits with 64 if the config file does not exist', async () => {
    const { stderr, exitCode } = await command(['run', '--config', '/nowhere.yaml']);
    expect([stderr, exitCode]).toEqual(['/nowhere.yaml: there is no such file\n', 64]);
  });

  it('suggests a correction for an unknown flag, and exits with 64', async () => {
    const { stderr, exitCode } = await command(['run', '--primry', 'http://a']);
    expect(stderr).toBe("error: unknown option '--primry'\n(Did you mean --primary?)\n");
    expect(exitCode).toBe(64);
  });
});

describe('a deployment at an address of this machine where Parallax itself listens', () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

  it.skipIf(outside === undefined)(
    'is refused before Parallax serves anything, with exit code 1',
    async () => {
      const port = await freePort();
      const addresses = ['--listen', `0.0.0.0:${port}`, '--admin', '127.0.0.1:0'];
      const deployments = ['--primary', 'http://127.0.0.1:1', '--candidate'];
      const args = ['run', ...addresses, ...deployments, `http://${outside}:${port}`];
      const { stderr, exitCode } = await parallax(args);
      expect(stderr).toBe(
        'parallax: candidate.url: this is the address of Parallax itself, see listen: write the address of the deployment\n',
      );
      expect(exitCode).toBe(1);
    },
  );
});

/** One Parallax for all: a start takes seconds. The last test ends it. */
describe('a running Parallax', () => {
  let running: ServingParallax;

  beforeAll(async () => {
    running = await serveParallax([...upstreams, '--mirror-methods', 'none']);
  });

  afterAll(() => running[Symbol.asyncDispose]());

  it('survives SIGHUP, and breaks off no request', async () => {
    const { response, answer } = await ask(running.listenAddress);
    running.kill('SIGHUP');
    await running.logged('SIGHUP: reloading the TLS files');
    response.end('finished');
    expect(await answer).toBe('finished');
    const next = await ask(running.listenAddress);
    next.response.end('served');
    expect(await next.answer).toBe('served');
  });

  it('exits on a second signal, even while a request runs', async () => {
    const { response, answer } = await ask(running.listenAddress);
    running.kill('SIGTERM');
    await running.logged('draining');
    running.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(await answer).toBe('broken off');
    response.destroy();
  });
});

describe('an address on which another program listens', () => {
  let taken: Server;
  let address: string;

  beforeAll(async () => {
    taken = createTcpServer();
    address = `127.0.0.1:${await listen(taken)}`;
  });

  afterAll(() => taken.close());

  it('is printed in one line, with exit code 1', async () => {
    const args = ['run', ...upstreams, '--admin', '127.0.0.1:0', '--listen', address];
    const { stderr, exitCode } = await parallax(args);
    expect(stderr).toBe(
      `parallax: cannot listen on ${address}: another program listens there (EADDRINUSE)\n`,
    );
    expect(exitCode).toBe(1);
  });

  it('is printed in one line if it is the admin address', async () => {
    const args = ['run', ...upstreams, '--admin', address, '--listen', '127.0.0.1:0'];
    const { stderr, exitCode } = await parallax(args);
    expect(stderr).toMatch(/^parallax: the control plane did not start: [^\n]*EADDRINUSE[^\n]*\n$/);
    expect(stderr).toContain(address);
    expect(exitCode).toBe(1);
  });
});
