import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { compactHeap } from '../transport/compact-heap.ts';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { version } from '../control/version.ts';
import { createLivePlane } from '../live/plane.ts';
import { createLogger, type Logger } from '../log.ts';
import type { WorkerSetup } from '../transport/worker-link.ts';
import { firstRevision } from '../vocabulary/config-revision.ts';
import { tapPlanes } from '../vocabulary/plane-message.ts';
import { Tally } from '../vocabulary/tally.ts';
import { addressText } from './address-text.ts';
import { recordRest, recorderBeside } from './recorder-beside.ts';
import { refuseLoop } from './refuse-loop.ts';
import { type RunningProcess, runningProcess } from './running-process.ts';
import { type ConfigSource, startReloading } from './start-reloading.ts';
import { Supervisor } from './supervisor.ts';

/** Sources run as `.ts`; the package ships compiled files. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const uplinkEntry = new URL(`../tap/worker.${extension}`, import.meta.url);

/** The time limit for publishing the rest when the tap stops. */
const publishMsMax = 5_000;

export interface StartTapOptions {
  readonly settings?: readonly Setting[];
  /** The source from which the config is reloaded. */
  readonly source?: ConfigSource;
  readonly log?: Logger;
  /** The module of the uplink. */
  readonly entry?: URL;
}

/**
 * Starts a tap: the live plane, and the uplink that publishes what it captures. The tap serves clients even
 * without NATS.
 *
 * @param config with the key `fleet`
 * @throws the system's error if an address is taken; `plane_start` if the uplink fails at once; `own_address`
 *   if primary is this Parallax
 */
export async function startTap(
  config: Config,
  options: StartTapOptions = {},
): Promise<RunningProcess> {
  // See startProcess.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const { log = createLogger('live', config.log.level, config.log.format), entry = uplinkEntry } =
    options;
  await refuseLoop(config);
  const instance = randomBytes(4).toString('hex');
  const tally = new Tally();
  const live = createLivePlane({
    config,
    tally,
    log,
    fleet: { shed: () => supervisor.totals.shed },
    onDrained: (revision) => supervisor.noteDrained(revision),
  });
  const beside = recorderBeside(config);
  const supervisor: Supervisor = new Supervisor({
    planes: tapPlanes.map((plane) => ({ plane, entry })),
    recorder: beside.recorder,
    source: {
      plane: 'live',
      tally,
      onOutput: (port) => live.onOutput(port),
      onRecording: (port) => live.onRecording(port),
    },
    setup: { ...setupOf(config, instance, options.settings ?? []), ...beside.setup },
    onReload: () => undefined,
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
  /** Publishes the exchanges of the last connections, as far as NATS accepts them in time. */
  async function publishRest(): Promise<void> {
    const until = performance.now() + publishMsMax;
    while (live.recordsInFlight > 0 && performance.now() < until) await sleep(10);
    const exchanges = live.recordsInFlight;
    if (exchanges > 0)
      log.warn({ exchanges }, 'exchanges are lost: NATS has not acknowledged them');
    supervisor.publish();
    live.sendNote();
  }

  const running = runningProcess({
    supervisor,
    reloading,
    hasSource: options.source !== undefined,
    reread: () => live.reread(),
    async drain(withinMs) {
      await live.drain(withinMs);
      await Promise.all([publishRest(), recordRest(live)]);
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
    tap: {
      identity: { instance, host: hostname(), version },
      numbered: new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT),
    },
  };
}
