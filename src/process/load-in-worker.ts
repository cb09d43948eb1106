import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LoadOptions, LoadedValues } from '../config/load.ts';

/** Sources run as they are; what the package ships is compiled next to this file. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const entry = new URL(`load-worker.${extension}`, import.meta.url);

/**
 * Loads a config on a thread of its own: clients must not wait while a long file is parsed.
 *
 * @throws whatever keeps a thread from running
 */
export async function loadInWorker(
  options: Pick<LoadOptions, 'file' | 'flags'>,
): Promise<LoadedValues> {
  const worker = new Worker(entry, { name: 'load', workerData: options });
  try {
    const [values] = (await once(worker, 'message')) as [LoadedValues];
    return values;
  } finally {
    await worker.terminate();
  }
}
