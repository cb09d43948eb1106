import { MessageChannel, type MessagePort, type ResourceLimits } from 'node:worker_threads';
import { isTurned } from '../config/places.ts';
import type { Logger } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import type { WorkerSetup } from '../transport/worker-link.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import {
  type ConfigState,
  type ReloadId,
  type WorkerPlane,
  workerPlanes,
} from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { SupervisedWorker } from './supervised-worker.ts';
import { Totals } from './totals.ts';

export interface SupervisorOptions {
  readonly entries: Readonly<Record<WorkerPlane, URL>>;
  readonly setup: WorkerSetup;
  /** What the live plane, on this thread, has counted. */
  readonly liveTally: Tally;
  /** Where the live plane sends exchanges from now on. */
  readonly onLiveOutput: (port: MessagePort) => void;
  /** An operator asks for a reload of the config. */
  readonly onReload: (id: ReloadId) => void;
  readonly log: Logger;
}

const beatMs = 250;
/** A plane that is later is busy or hangs, and the reload fails. */
const configuredMsMax = 10_000;

/** Ceilings for JavaScript objects; bodies in flight are bounded by the byte budgets instead. */
const ceilings: Readonly<Record<WorkerPlane, ResourceLimits>> = {
  shadow: { maxOldGenerationSizeMb: 384 },
  compare: { maxOldGenerationSizeMb: 384 },
  control: { maxOldGenerationSizeMb: 384 },
};

/**
 * Runs the worker planes beside the live plane: starts them, joins each to its neighbours, counts
 * for them, and starts again what fails.
 */
export class Supervisor {
  readonly totals = new Totals();
  readonly #options: SupervisorOptions;
  readonly #workers: Readonly<Record<WorkerPlane, SupervisedWorker>>;
  readonly #firstStarts = new Map<WorkerPlane, PromiseWithResolvers<void>>();
  #timer: NodeJS.Timeout | null = null;
  #adminAddress = '';
  #setup: WorkerSetup;
  /** Resolved when the plane has answered the config that it was given. */
  readonly #unanswered = new Map<WorkerPlane, (fault: string | null) => void>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#setup = options.setup;
    this.#workers = {
      shadow: this.#worker('shadow'),
      compare: this.#worker('compare'),
      control: this.#worker('control'),
    };
  }

  /** `HOST:PORT` at which the control plane listens. */
  get adminAddress(): string {
    return this.#adminAddress;
  }

  /** @returns when every plane is ready; rejects when one fails before it ever was */
  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#beat(), beatMs);
    const started = workerPlanes.map((plane) => {
      const first = Promise.withResolvers<void>();
      this.#firstStarts.set(plane, first);
      return first.promise;
    });
    for (const plane of workerPlanes) this.#workers[plane].start();
    try {
      await Promise.all(started);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Tells the control plane at once what has been counted. */
  publish(): void {
    this.totals.add('live', this.#options.liveTally.report());
    this.#workers.control.say({ kind: 'totals', totals: this.totals.sum() });
  }

  /**
   * Gives every plane another config, before any exchange arrives that began under it. A plane that restarts
   * begins with it.
   *
   * @returns why a plane keeps its previous config; null if all took the new one
   */
  async configure(change: ConfigChange): Promise<string | null> {
    const { config, revision, settings } = change;
    const { config: former, placesSince: since } = this.#setup;
    const placesSince = isTurned(former, config) ? revision : since;
    this.#setup = { ...this.#setup, config, revision, placesSince, settings };
    // What can refuse comes first, while nothing has changed yet.
    for (const plane of ['compare', 'control', 'shadow'] as const) {
      const fault = await this.#configurePlane(plane, change);
      if (fault !== null) return `the ${plane} plane refused the config: ${fault}`;
    }
    return null;
  }

  /** No exchange that began before this config, with another primary, is left in the live plane. */
  noteDrained(revision: ConfigRevision): void {
    this.#workers.shadow.say({ kind: 'drained', revision });
  }

  /** How the reload ended that an operator asked for. */
  reportReload(id: ReloadId, state: ConfigState): void {
    this.#workers.control.say({ kind: 'reloaded', id, state });
  }

  /** Makes every plane reload its TLS files. */
  reread(): void {
    for (const plane of workerPlanes) this.#workers[plane].say({ kind: 'reread' });
  }

  /** The control plane comes last: what the others have told it is saved. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const { shadow, compare, control } = this.#workers;
    await Promise.all([shadow.stop(), compare.stop()]);
    this.publish();
    await control.stop();
  }

  #beat(): void {
    for (const plane of workerPlanes) this.#workers[plane].beat();
    this.publish();
  }

  #configurePlane(plane: WorkerPlane, change: ConfigChange): Promise<string | null> {
    // A plane that is down starts with the new config. One that still loads its modules began with an earlier one.
    if (!this.#workers[plane].running) return Promise.resolve(null);
    const answer = Promise.withResolvers<string | null>();
    const late = setTimeout(() => answer.resolve('it did not answer'), configuredMsMax);
    this.#unanswered.set(plane, answer.resolve);
    this.#workers[plane].say({ kind: 'config', change });
    return answer.promise.finally(() => {
      clearTimeout(late);
      this.#unanswered.delete(plane);
    });
  }

  #worker(plane: WorkerPlane): SupervisedWorker {
    const { entries, onReload, log } = this.#options;
    return new SupervisedWorker({
      name: plane,
      entry: entries[plane],
      workerData: () => this.#setup,
      resourceLimits: ceilings[plane],
      log,
      beatMs,
      onSpawn: () => this.#join(plane),
      onReady: (address) => {
        if (address !== undefined) this.#adminAddress = address;
        this.#firstStarts.get(plane)?.resolve();
        this.#firstStarts.delete(plane);
        log.info({ worker: plane, address }, 'a plane is ready');
      },
      onReport: (report) => this.totals.add(plane, report),
      onReplay: (request) => this.#workers.shadow.say({ kind: 'replay', request }),
      onForgetMarks: () => this.#workers.shadow.say({ kind: 'forget-marks' }),
      onReload,
      onConfigured: (revision, fault) => {
        if (revision === this.#setup.revision) this.#unanswered.get(plane)?.(fault);
      },
      onExit: (fault) => {
        // Its replacement starts with the new config.
        this.#unanswered.get(plane)?.(null);
        this.totals.restarted(plane);
        const message = `the ${plane} plane did not start: ${fault?.message ?? 'it exited'}`;
        this.#firstStarts
          .get(plane)
          ?.reject(new ParallaxError('plane_start', message, { cause: fault }));
      },
    });
  }

  /** Gives a new worker its channels: from the plane before it, and to the one behind it. */
  #join(plane: WorkerPlane): void {
    const index = workerPlanes.indexOf(plane);
    const before = workerPlanes[index - 1];
    const behind = workerPlanes[index + 1];
    const { port1, port2 } = new MessageChannel();
    if (before === undefined) this.#options.onLiveOutput(port1);
    else this.#workers[before].say({ kind: 'output', port: port1 }, [port1]);
    this.#workers[plane].say({ kind: 'input', port: port2 }, [port2]);
    if (behind === undefined || !this.#workers[behind].running) return;
    const next = new MessageChannel();
    this.#workers[plane].say({ kind: 'output', port: next.port1 }, [next.port1]);
    this.#workers[behind].say({ kind: 'input', port: next.port2 }, [next.port2]);
  }
}
