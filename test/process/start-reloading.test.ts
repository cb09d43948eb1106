import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { startReloading } from '../../src/process/start-reloading.ts';
import type { Supervisor } from '../../src/process/supervisor.ts';
import { Totals } from '../../src/process/totals.ts';
import { memoryLog } from '../support/memory-log.ts';

it('after the start of a drain, nothing is reloaded or watched', async () => {
  const config = configSchema.parse({ primary: 'http://a.test', candidate: 'http://b.test' });
  let loads = 0;
  const reloading = startReloading({
    running: { config, settings: [] },
    source: {
      files: [],
      load() {
        loads += 1;
        return loadConfig({ file: '/nowhere/parallax.yaml' });
      },
    },
    live: { configure: () => undefined },
    supervisor: {
      totals: new Totals({ source: 'live', workers: [] }),
      publish: () => undefined,
    } as unknown as Supervisor,
    log: memoryLog().log,
  });
  reloading.stop();
  const before = loads;
  await reloading.reload('signal');
  expect(loads).toBe(before);
  expect(process.getActiveResourcesInfo()).not.toContain('StatWatcher');
});

it('a config that is invalid for this role changes nothing, and the reload has the reason', async () => {
  const texts = ['a', 'b'].map((name) => `http://${name}.test`);
  const [primary, candidate] = texts;
  const config = configSchema.parse({ primary, candidate });
  const next = configSchema.parse({ primary: candidate, candidate: primary });
  const taken: unknown[] = [];
  const reloading = startReloading({
    running: { config, settings: [] },
    source: { files: [], load: () => ({ config: next, settings: [], faults: null, files: [] }) },
    live: { configure: (_, { primary: { url } }) => void taken.push(url) },
    supervisor: {
      totals: new Totals({ source: 'live', workers: [] }),
      publish: () => undefined,
      configure: async () => null,
    } as unknown as Supervisor,
    refuse: (before, after) => (before.primary.url === after.primary.url ? null : 'no swap'),
    log: memoryLog().log,
  });
  const { lastReload } = await reloading.reload('signal');
  reloading.stop();
  expect(lastReload?.faults).toEqual(['no swap']);
  expect(reloading.running().primary.url).toBe(config.primary.url);
  expect(taken).not.toContain(next.primary.url);
});
