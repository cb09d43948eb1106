import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface RunningProvider {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

/** Starts an instance of the `oidc-provider` package that shares nothing with any other. */
export async function startProvider(): Promise<RunningProvider> {
  const worker = new Worker(new URL('provider-worker.ts', import.meta.url), {
    stdout: true,
    stderr: true,
  });
  const [port] = (await once(worker, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, stop: () => worker.terminate() };
}
