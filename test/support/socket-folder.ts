import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for socket files. */
export interface SocketFolder extends Disposable {
  path(name: string): string;
}

export function socketFolder(): SocketFolder {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-socket-'));
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @returns a function that closes the server */
export async function listenOnSocket(server: Server, path: string): Promise<() => Promise<void>> {
  server.listen(path);
  await once(server, 'listening');
  return async () => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
}
