import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/schema.ts';
import { compactHeap } from '../transport/compact-heap.ts';
import type { Setting } from '../config/settings.ts';
import { createLivePlane } from '../live/plane.ts';
import { createLogger, type Logger } from '../log.ts';
import { judgingPlanes } from '../vocabulary/plane-message.ts';
import { Tally } from '../vocabulary/tally.ts';
import { addressText } from './address-text.ts';
import { type JudgingPlane, planeEntries } from './plane-entries.ts';
import { type ConfigSource, startReloading } from './start-reloading.ts';
import { recordRest, recorderBeside } from './recorder-beside.ts';
import { refuseLoop } from './refuse-loop.ts';
import { type RunningProcess, runningProcess } from './running-process.ts';
import { type PlaneEntry, Supervisor } from './supervisor.ts';
import { workerSetup } from './worker-setup.ts';

export interface StartOptions {
  /** The source of each value of the config, for the pages. */
  readonly settings?: readonly Setting[];
  /** The source from which the config is reloaded; without it, Parallax reloads only TLS files. */
  readonly source?: ConfigSource;
  readonly log?: Logger;
  /** The modules of the worker planes. */
  readonly entries?: Readonly<Record<JudgingPlane, URL>>;
}

/**
 * Starts all planes, the worker planes first, so that they see every request.
 *
 * @throws the system's error if an address is taken; `plane_start` if a plane fails at once;
 *   `own_address` if a deployment is this Parallax
 */
export async function startProcess(
  config: Config,
  options: StartOptions = {},
): Promise<RunningProcess> {
  // After a burst, V8 would allocate the records of exchanges in old space from then on. They would keep
  // other objects from being freed, which costs a major garbage collection a second.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const {
    log = createLogger('live', config.log.level, config.log.format),
    entries = planeEntries,
  } = options;
  await refuseLoop(config);
  const instance = randomBytes(4).toString('hex');
  const tally = new Tally();
  const live = createLivePlane({
    config,
    tally,
    log,
    instance,
    onDrained: (revision) => supervisor.noteDrained(revision),
  });
  const beside = recorderBeside(config);
  const supervisor: Supervisor = new Supervisor({
    planes: judgingPlanes.map((plane): PlaneEntry => ({ plane, entry: entries[plane] })),
    recorder: beside.recorder,
    source: {
      plane: 'live',
      tally,
      onOutput: (port) => live.onOutput(port),
      onRecording: (port) => live.onRecording(port),
    },
    setup: {
      ...workerSetup({ config, instance, settings: options.settings ?? [], hub: null }),
      ...beside.setup,
    },
    onReload: (id) =>
      void reloading.reload('api').then((state) => supervisor.reportReload(id, state)),
    log,
  });
  const reloading = startReloading({
    running: { config, settings: options.settings ?? [] },
    source: options.source ?? null,
    live,
    supervisor,
    log,
  });
  await supervisor.start();
  compactHeap();
  const listenAddress = await live.listen().then(addressText, async (error: unknown) => {
    await supervisor.stop();
    throw error;
  });
  const running = runningProcess({
    supervisor,
    reloading,
    hasSource: options.source !== undefined,
    reread: () => live.reread(),
    async drain(withinMs) {
      await live.drain(withinMs);
      await recordRest(live);
    },
    log,
  });
  log.info({ listen: listenAddress, admin: supervisor.adminAddress, instance }, 'serving');
  return Object.assign(running, { listenAddress });
}
