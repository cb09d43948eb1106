import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LoadOptions, LoadedValues } from '../config/load.ts';

/** Sources run as they are; what the package ships is compiled next to this file. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const entry = new URL(`load-worker.${extension}`, import.meta.url);

/** A thread costs some megabytes while it is idle, and a third of a second when it starts. */
const keptMs = 10_000;

/**
 * Loads a config on a thread of its own: clients must not wait while a long file is parsed. The thread is kept for a
 * while, as a file that has changed often changes again.
 *
 * @returns loads the config once; one call at a time. It throws whatever keeps a thread from running
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
    // Also while nobody waits for it: an error that nobody handles would end the process.
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
