import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { compactHeap } from '../transport/compact-heap.ts';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { version } from '../control/version.ts';
import { createLivePlane } from '../live/plane.ts';
import { createLogger, type Logger } from '../log.ts';
import type { WorkerSetup } from '../transport/worker-link.ts';
import { firstRevision } from '../vocabulary/config-revision.ts';
import { Tally } from '../vocabulary/tally.ts';
import { addressText } from './address-text.ts';
import { recorderEntry } from './plane-entries.ts';
import { recordRest } from './recorder-beside.ts';
import { refuseLoop } from './refuse-loop.ts';
import { type RunningProcess, runningProcess } from './running-process.ts';
import { type ConfigSource, startReloading } from './start-reloading.ts';
import { Supervisor } from './supervisor.ts';

export interface StartRecordOptions {
  readonly settings?: readonly Setting[];
  /** The source from which the config is reloaded. */
  readonly source?: ConfigSource;
  readonly log?: Logger;
}

/**
 * Starts only the live plane and the recorder. Parallax serves clients even if the file cannot be written.
 *
 * @param config with the key `record`
 * @throws the system's error if an address is taken; `plane_start` if the recorder fails at once;
 *   `own_address`
 *   if primary is this Parallax
 */
export async function startRecord(
  config: Config,
  options: StartRecordOptions = {},
): Promise<RunningProcess> {
  // See startProcess.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const { log = createLogger('live', config.log.level, config.log.format), settings = [] } =
    options;
  await refuseLoop(config);
  const instance = randomBytes(4).toString('hex');
  const tally = new Tally();
  const live = createLivePlane({ config, tally, log, mirrors: false });
  const supervisor: Supervisor = new Supervisor({
    planes: [{ plane: 'recorder', entry: recorderEntry }],
    source: { plane: 'live', tally, onOutput: (port) => live.onRecording(port) },
    setup: setupOf(config, instance, settings),
    onReload: () => undefined,
    log,
  });
  const reloading = startReloading({
    running: { config, settings },
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

function setupOf(config: Config, instance: string, settings: readonly Setting[]): WorkerSetup {
  return {
    config,
    revision: firstRevision,
    placesSince: firstRevision,
    instance,
    settings,
    identitySeed: [],
    identityMemory: null,
    lagMemory: null,
    hub: null,
    recording: { version, isAlone: true, clockSkewMs: 0 },
  };
}
