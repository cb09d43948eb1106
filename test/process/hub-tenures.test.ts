import { expect, it } from 'vitest';
import { HubTenures } from '../../src/process/hub-tenures.ts';
import type { TenureStart } from '../../src/transport/hub-setup.ts';
import type { ToWorker } from '../../src/transport/worker-message.ts';

it('recorded answers are passed to the shadow plane alone, now and after a restart of a plane', async () => {
  const tenures = new HubTenures({ owner: 'a', tenures: [] });
  const memory = new SharedArrayBuffer(8);
  const leg = { kind: 'failed', failure: 'timeout', totalMs: 1 } as const;
  const start: TenureStart = {
    tenure: 1,
    partition: 0,
    term: 1,
    identityMemory: {
      places: memory,
      candidate: memory,
      secondary: memory,
      candidateWorld: memory,
      secondaryWorld: memory,
    },
    recorded: new Map([[7, { sequence: 7, candidate: leg, secondary: null }]]),
  };
  const recordedAt: number[] = [];
  const planes = (['shadow', 'control'] as const).map((plane) => ({
    plane,
    worker: {
      running: true,
      say(message: ToWorker) {
        if (message.kind === 'tenure-begun') recordedAt.push(message.tenure.recorded.size);
        tenures.taken(plane, 1);
      },
    },
  }));
  await tenures.begin(start, planes);
  expect(recordedAt).toEqual([1, 0]);
  const atRestart = planes.map(({ plane }) => tenures.setupOf(plane)?.tenures[0]?.recorded.size);
  expect(atRestart).toEqual([1, 0]);
});
