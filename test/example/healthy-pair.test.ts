import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../example/conduit/serve.ts';
import { awaitComparisons } from '../../example/demo/report/await-comparisons.ts';
import { drive } from '../../example/demo/traffic/drive.ts';
import { loadConfig } from '../../src/config/load.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';
import { direct, repository } from './conduit-under-test.ts';

const configFile = join(import.meta.dirname, '../../config/demo.yaml');
const requests = 1_600;

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startConduit(flavour: typeof direct): Promise<string> {
  const conduit = await serve({
    port: 0,
    database: ':memory:',
    seed: 'pair',
    ids: 'uuid',
    flavour,
  });
  closing.push(conduit.close);
  return conduit.url;
}

describe('a candidate without bugs, with sixteen concurrent clients', () => {
  it('shows no mismatch, and every exchange is compared', async () => {
    const flags = {
      secondary: await startConduit(direct),
      primary: await startConduit(direct),
      candidate: await startConduit(repository()),
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
    };
    const { config, faults } = loadConfig({ file: configFile, flags });
    expect(faults).toBeNull();
    const parallax = await startProcess(config!, { log: memoryLog().log });
    closing.push(() => parallax.drain());

    const { signal } = new AbortController();
    const url = `http://${parallax.listenAddress}`;
    await drive({ url, requests, thinkMaxMs: 0, signal, onAnswer: () => undefined });

    const reports = await awaitComparisons(parallax.adminAddress, requests, signal);
    const total = {
      match: 0,
      mismatch: 0,
      noise: 0,
      candidateError: 0,
      primaryError: 0,
      skipped: 0,
      cascade: 0,
    };
    for (const { outcomes } of reports) {
      for (const outcome of Object.keys(total) as (keyof typeof total)[]) {
        total[outcome] += outcomes[outcome];
      }
    }
    // Times of their own that each deployment writes are noise.
    expect(total.match + total.noise).toBe(requests);
    expect(total).toMatchObject({
      mismatch: 0,
      candidateError: 0,
      primaryError: 0,
      skipped: 0,
      cascade: 0,
    });
  });
});
