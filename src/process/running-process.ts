import type { Logger } from '../log.ts';
import type { Reloading } from './start-reloading.ts';
import type { Supervisor } from './supervisor.ts';

/** A running Parallax of any role. */
export interface Running {
  /** `HOST:PORT`. */
  readonly adminAddress: string;
  /** Resolves when everything has stopped. */
  readonly closed: Promise<void>;
  /** Reloads the config and the TLS files, as on SIGHUP. */
  reload(): void;
  /** Lets exchanges in progress finish, then stops everything. Safe to call more than once. */
  drain(): Promise<void>;
}

/**
 * A Parallax that serves clients. Addresses are `HOST:PORT`, as a client would write them, or `unix:/PATH`.
 */
export interface RunningProcess extends Running {
  readonly listenAddress: string;
}

export interface RunningOptions {
  readonly supervisor: Supervisor;
  readonly reloading: Reloading;
  /** Whether the config can be reloaded. */
  readonly hasSource: boolean;
  /** Reloads the TLS files of the plane on this thread. */
  readonly reread: () => void;
  /** Drains that plane: when this resolves, no more exchanges come. */
  readonly drain: (withinMs: number) => Promise<void>;
  /** Called when all planes have stopped. */
  readonly close?: () => Promise<unknown>;
  readonly log: Logger;
}

/** Logs that the planes serve, and returns the handle that reloads and ends them. */
export function runningProcess(options: RunningOptions): Running {
  const { supervisor, reloading, hasSource, log } = options;
  supervisor.totals.live = 'serving';
  supervisor.publish();
  const closed = Promise.withResolvers<void>();
  let draining = false;
  return {
    get adminAddress() {
      return supervisor.adminAddress;
    },
    closed: closed.promise,
    reload() {
      log.info(`SIGHUP: reloading ${hasSource ? 'the config and ' : ''}the TLS files`);
      options.reread();
      supervisor.reread();
      if (hasSource) void reloading.reload('signal');
    },
    async drain() {
      if (draining) return closed.promise;
      draining = true;
      reloading.stop();
      const deadlineMs = reloading.running().limits.drainTimeoutMs;
      log.info({ deadlineMs }, 'draining');
      supervisor.totals.live = 'draining';
      supervisor.publish();
      await options.drain(deadlineMs);
      await supervisor.stop();
      await options.close?.();
      log.info('stopped');
      closed.resolve();
    },
  };
}
