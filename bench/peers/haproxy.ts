import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForPort } from '../../test/support/free-port.ts';
import { startPinned } from '../pinned-process.ts';
import type { Nginx } from './nginx.ts';

/** HAProxy as a plain proxy, with one thread as it has one core. */
export async function startHaproxy(core: string, primary: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
       nbthread 1
       maxconn 8192
     defaults
       mode http
       timeout connect 5s
       timeout client 60s
       timeout server 60s
       http-reuse always
     listen proxy
       bind 127.0.0.1:${port}
       server primary ${new URL(primary).host}
`,
  );
  const running = startPinned(core, ['haproxy', '-f', file, '-db']);
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}`,
    process: running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
