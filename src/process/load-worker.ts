import { parentPort, workerData } from 'node:worker_threads';
import { type LoadOptions, loadConfig } from '../config/load.ts';
import { yieldToLivePlane } from '../transport/yield-to-live-plane.ts';

yieldToLivePlane();
parentPort?.on('message', () => {
  const { faultsAt: _, ...values } = loadConfig(workerData as LoadOptions);
  parentPort?.postMessage(values);
});
