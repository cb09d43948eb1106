import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LoadOptions, LoadedValues } from '../config/load.ts';

/** Sources run as `.ts`; the package ships compiled files. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const entry = new URL(`load-worker.${extension}`, import.meta.url);

/** An idle thread costs some megabytes, and starting one takes a third of a second. */
const keptMs = 10_000;

/**
 * Loads a config on a thread of its own, so that clients do not wait while a long file is parsed. The thread
 * stays for a while, as a file that has changed often changes again.
 *
 * @returns a function that loads the config; one call at a time. It throws if the thread cannot run
 */
export function createLoader(
  options: Pick<LoadOptions, 'file' | 'flags' | 'role'>,
): () => Promise<LoadedValues> {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;

  function end(): void {
    void worker?.terminate();
    worker = null;
  }

  function start(): Worker {
    const started = new Worker(entry, { name: 'load', workerData: options });
    // Handles errors between loads, too: an unhandled error would end the process.
    started.on('error', () => {
      if (worker === started) worker = null;
    });
    return started;
  }

  return async () => {
    if (idle !== null) clearTimeout(idle);
    worker ??= start();
    try {
      worker.postMessage('load');
      const [values] = (await once(worker, 'message')) as [LoadedValues];
      idle = setTimeout(end, keptMs).unref();
      worker.unref();
      return values;
    } catch (error) {
      end();
      throw error;
    }
  };
}
