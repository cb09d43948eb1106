import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { type IdentitySeed, readIdentitySeed } from '../config/identity-seed.ts';
import type { Config } from '../config/schema.ts';
import { compactHeap } from '../compact-heap.ts';
import type { Setting } from '../config/settings.ts';
import { createLivePlane } from '../live/plane.ts';
import { createLogger, type Logger } from '../log.ts';
import { journalMemory } from '../shadow/identity/book/id-journal.ts';
import type { IdentityMemory, LagMemory, WorkerSetup } from '../transport/worker-link.ts';
import type { WorkerPlane } from '../vocabulary/plane-message.ts';
import { lagMemory } from '../vocabulary/lag-record.ts';
import { Tally } from '../vocabulary/tally.ts';
import { refuseLoop } from './refuse-loop.ts';
import { Supervisor } from './supervisor.ts';

/** A Parallax that serves. Addresses are `HOST:PORT`, as a client would write them, or `unix:/PATH`. */
export interface RunningProcess {
  readonly listenAddress: string;
  readonly adminAddress: string;
  /** Resolves when everything has stopped. */
  readonly closed: Promise<void>;
  /** Reloads TLS files. The rest of the config stays as it was at the start. */
  reread(): void;
  /** Lets running exchanges finish, then stops everything. Safe to call more than once. */
  drain(): Promise<void>;
}

/** Sources run as they are; what the package ships is compiled next to this file. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

const planeEntries: Readonly<Record<WorkerPlane, URL>> = {
  shadow: new URL(`../shadow/worker.${extension}`, import.meta.url),
  compare: new URL(`../compare/worker.${extension}`, import.meta.url),
  control: new URL(`../control/worker.${extension}`, import.meta.url),
};

export interface StartOptions {
  /** Where each value of the config came from, to be shown. */
  readonly settings?: readonly Setting[];
  readonly log?: Logger;
  /** What the worker planes run. */
  readonly entries?: Readonly<Record<WorkerPlane, URL>>;
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
  const live = createLivePlane({ config, tally, log });
  const setup: WorkerSetup = {
    config,
    instance,
    settings: options.settings ?? [],
    identitySeed: identitySeedOf(config),
    identityMemory: identityMemoryFor(config),
    lagMemory: lagMemoryFor(config),
  };
  const supervisor = new Supervisor({
    entries,
    workerData: setup,
    liveTally: tally,
    onLiveOutput: (port) => live.onOutput(port),
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
    reread() {
      log.info('SIGHUP: reloading TLS files; other config changes need a restart');
      live.reread();
      supervisor.reread();
    },
    async drain() {
      if (draining) return closed.promise;
      draining = true;
      log.info({ deadlineMs: config.limits.drainTimeoutMs }, 'draining');
      supervisor.totals.live = 'draining';
      supervisor.publish();
      await live.drain(config.limits.drainTimeoutMs);
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

function lagMemoryFor({ mirror }: Config): LagMemory | null {
  return mirror.methods === 'all' ? { candidate: lagMemory(), secondary: lagMemory() } : null;
}

/** The config check has already reported its faults. */
function identitySeedOf({ identities: { seed } }: Config): IdentitySeed {
  return seed === undefined ? [] : (readIdentitySeed(seed).seed ?? []);
}

function identityMemoryFor({ mirror, identities }: Config): IdentityMemory | null {
  if (mirror.methods !== 'all') return null;
  return {
    candidate: journalMemory(identities.max),
    secondary: journalMemory(identities.max),
  };
}
