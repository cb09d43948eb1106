import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForPort } from '../../support/free-port.ts';
import { systemProgram } from '../../support/system-package.ts';

/** Null where they are missing: the tests that need them are skipped. */
export const nginxProgram = systemProgram('nginx', { package: 'nginx-light' });
export const haproxyProgram = systemProgram('haproxy', { package: 'haproxy' });

/** A proxy that serves clients from primary and mirrors to Parallax. */
export interface Mirror extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
}

export interface MirrorOptions {
  /** Where clients connect; a free port if it is not given. */
  readonly port?: number;
  /** Both as `HOST:PORT`. */
  readonly primary: string;
  readonly parallax: string;
}

/** The real nginx, with its module `mirror` and the config in docs/OUT_OF_PATH.md. */
export async function startNginxMirror(options: MirrorOptions): Promise<Mirror> {
  return startMirror(options, nginxProgram ?? 'nginx', (folder, port) => {
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, nginxConfig(folder, port, options));
    return ['-c', file, '-p', folder, '-e', `${folder}/error`];
  });
}

/** The real HAProxy, with `config/mirrors/haproxy-mirror.lua`. */
export async function startHaproxyMirror(options: MirrorOptions): Promise<Mirror> {
  return startMirror(options, haproxyProgram ?? 'haproxy', (folder, port) => {
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(file, haproxyConfig(port, options));
    return ['-db', '-f', file];
  });
}

async function startMirror(
  { port: givenPort }: MirrorOptions,
  program: string,
  argumentsIn: (folder: string, port: number) => readonly string[],
): Promise<Mirror> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-mirror-'));
  const port = givenPort ?? (await freePort());
  const proxy = spawn(program, argumentsIn(folder, port), { stdio: 'ignore' });
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await stop(proxy);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function stop(proxy: ChildProcess): Promise<void> {
  if (proxy.exitCode !== null) return;
  const ended = once(proxy, 'exit');
  // After SIGKILL, the worker of nginx would keep running and serving.
  proxy.kill('SIGTERM');
  await ended;
}

function nginxConfig(folder: string, port: number, { primary, parallax }: MirrorOptions): string {
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      upstream primary { server ${primary}; }
      upstream parallax { server ${parallax}; keepalive 32; }
      server {
        listen 127.0.0.1:${port};
        location / {
          mirror /parallax-mirror;
          proxy_set_header Host $http_host;
          proxy_pass http://primary;
        }
        location = /parallax-mirror {
          internal;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          proxy_connect_timeout 200ms;
          proxy_send_timeout 1s;
          proxy_read_timeout 1s;
          proxy_pass http://parallax$request_uri;
        }
      }
    }`;
}

const luaFile = join(import.meta.dirname, '../../../config/mirrors/haproxy-mirror.lua');

function haproxyConfig(port: number, { primary, parallax }: MirrorOptions): string {
  return `
global
  lua-load-per-thread ${luaFile}
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend api
  bind 127.0.0.1:${port}
  option http-buffer-request
  http-request set-var(txn.mirror) str(${parallax})
  http-request lua.mirror
  default_backend primary
backend primary
  server one ${primary}
`;
}
