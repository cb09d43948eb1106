import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { startReloading } from '../../src/process/start-reloading.ts';
import type { Supervisor } from '../../src/process/supervisor.ts';
import { Totals } from '../../src/process/totals.ts';
import { memoryLog } from '../support/memory-log.ts';

it('nothing is loaded, nor watched, once Parallax drains', async () => {
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
