import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export type ServerName = 'json-server' | 'json-graphql-server' | 'tus';

export interface ServerSetup {
  readonly name: ServerName;
  /** For what it keeps in files. */
  readonly directory: string;
}

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts an instance of a server from npm that shares nothing with any other. */
export async function startServer(name: ServerName): Promise<RunningServer> {
  const directory = mkdtempSync(join(tmpdir(), 'third-party-'));
  // A thread has modules of its own, and with them what they keep in memory.
  const worker = new Worker(new URL('server-worker.ts', import.meta.url), {
    workerData: { name, directory } satisfies ServerSetup,
    stdout: true,
    stderr: true,
  });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await worker.terminate();
      rmSync(directory, { recursive: true });
    },
  };
}
