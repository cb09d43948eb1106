/** The bytes of real balancers: HAProxy with both versions of the PROXY protocol, and nginx in front of a Unix socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type RequestOptions, request as requestTls } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitForPort } from '../support/free-port.ts';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { listen } from '../support/raw-socket.ts';
import { listenOnSocket, type SocketFolder, socketFolder } from '../support/socket-folder.ts';
import { systemProgram } from '../support/system-package.ts';
import { firstPair, secretFolder } from '../support/tls-folder.ts';

const haproxy = systemProgram('haproxy', { package: 'haproxy' });
const nginx = systemProgram('nginx', { package: 'nginx-light' });

/** Answers with the address and the scheme of the client in the headers. */
const primary = createServer(({ headers, method, url }, answer) => {
  const { 'x-forwarded-for': address, 'x-forwarded-proto': scheme, host } = headers;
  answer.end(`${method} ${url} ${host} ${String(address)} ${String(scheme)}`);
});
let primaryUrl: string;
let folder: SocketFolder;

beforeAll(async () => {
  folder = socketFolder();
  primaryUrl = `http://127.0.0.1:${await listen(primary)}`;
});

afterAll(() => {
  primary.close();
  folder[Symbol.dispose]();
});

async function stop(program: ChildProcess | undefined): Promise<void> {
  if (program === undefined || program.exitCode !== null) return;
  const exited = once(program, 'exit');
  program.kill('SIGKILL');
  await exited;
}

/** Other than the address from which the balancer connects to Parallax. */
const clientAddress = '127.0.0.9';

async function textAt(port: number, options: RequestOptions = {}): Promise<string> {
  const ask = options.ca === undefined ? request : requestTls;
  const connection = { port, host: 'localhost', family: 4, localAddress: clientAddress };
  const asked = ask({ ...connection, path: '/a', agent: false, ...options });
  const [answer] = (await once(asked.end(), 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of answer) text += chunk.toString();
  return text;
}

describe.skipIf(haproxy === null)('behind HAProxy', () => {
  const lives: LiveUnderTest[] = [];
  const tls = secretFolder(firstPair);
  const ports = { v1: 0, v2: 0, tls: 0, socket: 0 };
  let balancer: ChildProcess;

  async function behind(overrides: Record<string, unknown> = {}): Promise<LiveUnderTest> {
    const config = { proxyProtocol: true, forwarded: true, ...overrides };
    const live = await startLive(primaryUrl, config);
    lives.push(live);
    return live;
  }

  beforeAll(async () => {
    const plain = await behind();
    const secure = await behind({ tls: { cert: tls.cert, key: tls.key } });
    const path = folder.path('behind-haproxy.sock');
    await behind({ listen: `unix:${path}` });
    for (const name of ['v1', 'v2', 'tls', 'socket'] as const) ports[name] = await freePort();
    const servers = {
      v1: `127.0.0.1:${plain.port} send-proxy check inter 20ms`,
      v2: `127.0.0.1:${plain.port} send-proxy-v2 proxy-v2-options crc32c,unique-id check inter 20ms`,
      tls: `127.0.0.1:${secure.port} send-proxy-v2`,
      socket: `unix@${path} send-proxy-v2`,
    };
    const sections = Object.entries(servers).map(
      ([name, server]) =>
        `listen ${name}\n  bind 127.0.0.1:${ports[name as keyof typeof ports]}\n  server s ${server}\n`,
    );
    const file = folder.path('haproxy.cfg');
    const defaults =
      'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n';
    writeFileSync(file, `${defaults}${sections.join('')}`);
    balancer = spawn(haproxy!, ['-db', '-f', file], { stdio: 'ignore' });
    await waitForPort(ports.socket);
  });

  afterAll(async () => {
    await stop(balancer);
    await Promise.all(lives.map((live) => live.drain(0)));
    tls[Symbol.dispose]();
  });

  it.each(['v1', 'v2', 'socket'] as const)(
    'the address of the client is known: %s',
    async (name) => {
      const text = await textAt(ports[name]);
      expect(text).toBe(`GET /a localhost:${ports[name]} ${clientAddress} http`);
    },
  );

  it('the address of the client is known through TLS that Parallax terminates', async () => {
    const text = await textAt(ports.tls, { ca: firstPair.cert });
    expect(text).toBe(`GET /a localhost:${ports.tls} ${clientAddress} https`);
  });

  it('health checks are no faults', () => {
    for (const live of lives) expect(live.report().turnedAway).toEqual({});
  });
});

describe.skipIf(nginx === null)('behind nginx, on a Unix socket', () => {
  let live: LiveUnderTest;
  let server: ChildProcess;
  let port: number;
  let closePrimary: () => Promise<void>;

  beforeAll(async () => {
    const onSocket = createServer((request, response) =>
      primary.emit('request', request, response),
    );
    closePrimary = await listenOnSocket(onSocket, folder.path('primary.sock'));
    live = await startLive(`unix:${folder.path('primary.sock')}`, {
      listen: `unix:${folder.path('behind-nginx.sock')}`,
    });
    port = await freePort();
    const file = folder.path('nginx.conf');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder.path(name)};`)
      .join(' ');
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder.path('pid')};
       events {}
       http { access_log off; ${temporary}
         upstream parallax { server unix:${folder.path('behind-nginx.sock')}; keepalive 4; }
         server { listen 127.0.0.1:${port};
           location / { proxy_pass http://parallax; proxy_http_version 1.1;
             proxy_set_header Connection ""; proxy_set_header Host $host;
             proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } } }`,
    );
    const words = ['-c', file, '-e', folder.path('error.log'), '-p', folder.path('')];
    server = spawn(nginx!, words, { stdio: 'ignore' });
    await waitForPort(port);
  });

  afterAll(async () => {
    await stop(server);
    await live.drain(0);
    await closePrimary();
  });

  it('requests are answered, with the address from nginx', async () => {
    for (let i = 0; i < 3; i += 1) {
      expect(await textAt(port)).toBe(`GET /a localhost ${clientAddress} undefined`);
    }
  });
});
