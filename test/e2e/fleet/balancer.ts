import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForPort } from '../../support/free-port.ts';
import { systemProgram } from '../../support/system-package.ts';

/** Null where it is missing: the tests that need it are skipped. */
export const nginxProgram = systemProgram('nginx', { package: 'nginx-light' });

export interface Balancer extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
}

/**
 * A real nginx that sends each request to the next server, so that the requests of one client jump between them. A
 * server that is gone gets no requests; what it had not answered is sent to another one where that is safe.
 *
 * @param servers as `HOST:PORT`
 */
export async function startBalancer(servers: readonly string[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-balancer-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configText(folder, port, servers));
  const nginx = spawn(
    nginxProgram ?? 'nginx',
    ['-c', file, '-p', folder, '-e', `${folder}/error`],
    {
      stdio: 'ignore',
    },
  );
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await stop(nginx);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configText(folder: string, port: number, servers: readonly string[]): string {
  const upstream = servers.map((server) => `server ${server} max_fails=1 fail_timeout=1s;`);
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      upstream taps { ${upstream.join(' ')} keepalive 64; }
      server {
        listen 127.0.0.1:${port} backlog=1024;
        client_max_body_size 16m;
        location / {
          proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
          proxy_buffering off; proxy_pass http://taps;
        }
      }
    }`;
}

async function stop(nginx: ChildProcess): Promise<void> {
  if (nginx.exitCode !== null) return;
  const ended = once(nginx, 'exit');
  // After SIGKILL, the worker of nginx would keep running and serving.
  nginx.kill('SIGTERM');
  await ended;
}
