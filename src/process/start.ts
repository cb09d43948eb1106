import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { type IdentitySeed, readIdentitySeed } from '../config/identity-seed.ts';
import type { Config } from '../config/schema.ts';
import { compactHeap } from '../compact-heap.ts';
import type { Setting } from '../config/settings.ts';
import { createLivePlane } from '../live/plane.ts';
import { createLogger, type Logger } from '../log.ts';
import { placesMemory } from '../shadow/known-places.ts';
import { journalMemory } from '../shadow/identity/book/id-journal.ts';
import type { IdentityMemory, WorkerSetup } from '../transport/worker-link.ts';
import { firstRevision } from '../vocabulary/config-revision.ts';
import { judgingPlanes } from '../vocabulary/plane-message.ts';
import { lagMemory } from '../vocabulary/lag-record.ts';
import { Tally } from '../vocabulary/tally.ts';
import { type ConfigSource, startReloading } from './start-reloading.ts';
import { refuseLoop } from './refuse-loop.ts';
import { type PlaneEntry, Supervisor } from './supervisor.ts';

/** A Parallax that serves. Addresses are `HOST:PORT`, as a client would write them, or `unix:/PATH`. */
export interface RunningProcess {
  readonly listenAddress: string;
  readonly adminAddress: string;
  /** Resolves when everything has stopped. */
  readonly closed: Promise<void>;
  /** Reloads the config and the TLS files, as at SIGHUP. */
  reload(): void;
  /** Lets running exchanges finish, then stops everything. Safe to call more than once. */
  drain(): Promise<void>;
}

type JudgingPlane = (typeof judgingPlanes)[number];

/** Sources run as they are; what the package ships is compiled next to this file. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

const planeEntries: Readonly<Record<JudgingPlane, URL>> = {
  shadow: new URL(`../shadow/worker.${extension}`, import.meta.url),
  compare: new URL(`../compare/worker.${extension}`, import.meta.url),
  control: new URL(`../control/worker.${extension}`, import.meta.url),
};

export interface StartOptions {
  /** Where each value of the config came from, to be shown. */
  readonly settings?: readonly Setting[];
  /** What a config is reloaded from; without it, Parallax reloads only TLS files. */
  readonly source?: ConfigSource;
  readonly log?: Logger;
  /** What the worker planes run. */
  readonly entries?: Readonly<Record<JudgingPlane, URL>>;
}

/**
 * Starts all planes, the worker planes first, so that no request goes by unseen.
 *
 * @throws the system's error where an address is taken; `plane_start` where a plane fails at once;
 *   `own_address` where a deployment is this Parallax
 */
export async function startProcess(
  config: Config,
  options: StartOptions = {},
): Promise<RunningProcess> {
  // After a burst, V8 would allocate the records of exchanges in old space from then on. These keep others
  // from being freed, which costs a major garbage collection a second.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const { log = createLogger('live', config.log.level), entries = planeEntries } = options;
  await refuseLoop(config);
  const instance = randomBytes(4).toString('hex');
  const tally = new Tally();
  const live = createLivePlane({
    config,
    tally,
    log,
    onDrained: (revision) => supervisor.noteDrained(revision),
  });
  const supervisor: Supervisor = new Supervisor({
    planes: judgingPlanes.map((plane): PlaneEntry => ({ plane, entry: entries[plane] })),
    source: { plane: 'live', tally, onOutput: (port) => live.onOutput(port) },
    setup: setupOf(config, instance, options.settings ?? []),
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
  const listenAddress = await live.listen().then(formatAddress, async (error: unknown) => {
    await supervisor.stop();
    throw error;
  });
  supervisor.totals.live = 'serving';
  supervisor.publish();
  log.info({ listen: listenAddress, admin: supervisor.adminAddress, instance }, 'serving');

  const closed = Promise.withResolvers<void>();
  let draining = false;
  return {
    listenAddress,
    get adminAddress() {
      return supervisor.adminAddress;
    },
    closed: closed.promise,
    reload() {
      const { source } = options;
      log.info(`SIGHUP: reloading ${source === undefined ? '' : 'the config and '}the TLS files`);
      live.reread();
      supervisor.reread();
      if (source !== undefined) void reloading.reload('signal');
    },
    async drain() {
      if (draining) return closed.promise;
      draining = true;
      reloading.stop();
      const deadlineMs = reloading.running().limits.drainTimeoutMs;
      log.info({ deadlineMs }, 'draining');
      supervisor.totals.live = 'draining';
      supervisor.publish();
      await live.drain(deadlineMs);
      await supervisor.stop();
      log.info('stopped');
      closed.resolve();
    },
  };
}

function formatAddress(bound: AddressInfo | string): string {
  if (typeof bound === 'string') return bound;
  const { address, family, port } = bound;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function setupOf(config: Config, instance: string, settings: readonly Setting[]): WorkerSetup {
  return {
    config,
    revision: firstRevision,
    placesSince: firstRevision,
    instance,
    settings,
    identitySeed: identitySeedOf(config),
    // Of this memory, no more is taken up than is written: where nothing is learned, none.
    identityMemory: identityMemoryFor(config),
    lagMemory: { candidate: lagMemory(), secondary: lagMemory() },
  };
}

/** The config check has already reported its faults. */
function identitySeedOf({ identities: { seed } }: Config): IdentitySeed {
  return seed === undefined ? [] : (readIdentitySeed(seed).seed ?? []);
}

function identityMemoryFor({ identities }: Config): IdentityMemory {
  return {
    places: placesMemory(),
    candidate: journalMemory(identities.max),
    secondary: journalMemory(identities.max),
  };
}
