import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PinnedProcess, startPinned } from '../pinned-process.ts';
import { freePort, waitForPort } from '../../test/support/free-port.ts';

export interface Nginx extends AsyncDisposable {
  readonly url: string;
  readonly process: PinnedProcess;
}

/** @param http what stands in the `http` block beside the server; `server` is put into that */
async function startNginx(core: string, http: string, server: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
     events { worker_connections 8192; }
     http {
       access_log off; keepalive_requests 100000000; client_body_temp_path ${folder}/b;
       proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u;
       scgi_temp_path ${folder}/s;
       ${http}
       server { listen 127.0.0.1:${port} backlog=4096; ${server} }
     }`,
  );
  const running = startPinned(core, [
    'nginx',
    '-c',
    file,
    '-p',
    folder,
    '-e',
    `${folder}/error.log`,
  ]);
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}`,
    process: running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** A JSON document of about this many bytes, the same one every time. */
function jsonOf(bytes: number): string {
  const items: string[] = [];
  for (let size = 12; size < bytes; size += (items.at(-1)?.length ?? 0) + 1) {
    items.push(`{"id":${items.length},"model":"gpt-4o","tokens":123,"cost":"0.00123"}`);
  }
  return `{"items":[${items.join(',')}]}`;
}

/** What the upstreams serve, by path. */
export const bodies: Readonly<Record<string, string>> = {
  '/150.json': jsonOf(150),
  '/1k.json': jsonOf(1024),
  '/10k.json': jsonOf(10 * 1024),
  '/1m.json': jsonOf(1024 * 1024 - 100),
};

const writtenAtSeconds = 1_700_000_000;

interface UpstreamOptions {
  /** The value of `Server-Timing` in all answers; none by default. */
  readonly serverTiming?: string;
  /** What `/metrics` answers. */
  readonly metrics?: string;
}

/** An upstream that serves small files it keeps open: as fast as one can be had. */
export function startUpstream(
  core: string,
  { serverTiming, metrics }: UpstreamOptions = {},
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-files-'));
  const files = { ...bodies, ...(metrics !== undefined && { '/metrics': metrics }) };
  for (const [path, body] of Object.entries(files)) {
    writeFileSync(join(folder, path), body);
    // Last-Modified and ETag follow from it: the answers of two upstreams must not differ in them.
    utimesSync(join(folder, path), writtenAtSeconds, writtenAtSeconds);
  }
  const header = serverTiming === undefined ? '' : `add_header Server-Timing "${serverTiming}";`;
  return startNginx(
    core,
    'types { application/json json; } open_file_cache max=100; sendfile on; tcp_nopush on;',
    `location / { root ${folder}; ${header} }`,
  );
}

function upstreamBlock(name: string, url: string): string {
  return `upstream ${name} { server ${new URL(url).host}; keepalive 512; keepalive_requests 100000000; }`;
}

const proxyOptions =
  'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;';

export function startNginxProxy(core: string, primary: string): Promise<Nginx> {
  return startNginx(
    core,
    upstreamBlock('primary', primary),
    `location / { ${proxyOptions} proxy_pass http://primary; }`,
  );
}

export function startNginxMirror(core: string, primary: string, candidate: string): Promise<Nginx> {
  return startNginx(
    core,
    upstreamBlock('primary', primary) + upstreamBlock('candidate', candidate),
    `location / { mirror /mirror; ${proxyOptions} proxy_pass http://primary; }
     location = /mirror { internal; ${proxyOptions} proxy_pass http://candidate$request_uri; }`,
  );
}
