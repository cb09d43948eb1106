import { expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { Supervisor } from '../../src/process/supervisor.ts';
import { judgingPlanes } from '../../src/vocabulary/plane-message.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { memoryLog } from '../support/memory-log.ts';

/** It is ready only when it was given another config, as a plane that loads its modules meanwhile. */
const slow = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ kind, change }) => {
    if (kind === 'stop') process.exit();
    if (kind !== 'config') return;
    parentPort.postMessage({ kind: 'configured', revision: change.revision, fault: null });
    parentPort.postMessage({ kind: 'ready' });
  });
`;

it('a plane that starts during a reload gets the new config', async () => {
  const entry = new URL(`data:text/javascript,${encodeURIComponent(slow)}`);
  const config = configSchema.parse({ primary: 'http://a.test', candidate: 'http://b.test' });
  const supervisor = new Supervisor({
    planes: judgingPlanes.map((plane) => ({ plane, entry })),
    source: { plane: 'live', tally: new Tally(), onOutput: (port) => port.close() },
    setup: {
      config,
      revision: 1,
      placesSince: 1,
      instance: 'test',
      settings: [],
      identitySeed: [],
      identityMemory: null,
      lagMemory: null,
      hub: null,
    },
    onReload: () => undefined,
    log: memoryLog().log,
  });
  onTestFinished(() => supervisor.stop());
  const started = supervisor.start();
  const fault = await supervisor.configure({ config, settings: [], revision: 2 });
  await started;
  expect(fault).toBeNull();
});
