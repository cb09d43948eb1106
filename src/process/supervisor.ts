import { MessageChannel, type MessagePort, type ResourceLimits } from 'node:worker_threads';
import { isTurned } from '../config/places.ts';
import type { Logger } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import type { TenureStart } from '../transport/hub-setup.ts';
import type { WorkerSetup } from '../transport/worker-link.ts';
import type { Committed, HeardTap, TapSilent, TapShedTotals } from '../transport/worker-message.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { AnswerBatch } from '../vocabulary/recorded-answer.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import type { TenureSends } from '../vocabulary/tenure-sends.ts';
import {
  type PlaneReport,
  type ConfigState,
  type ReloadId,
  type SourcePlane,
  type WorkerPlane,
} from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { ConfigAnswers } from './config-answers.ts';
import { HubTenures, type TenurePlane } from './hub-tenures.ts';
import { SupervisedWorker } from './supervised-worker.ts';
import { Totals } from './totals.ts';

/** The module that a worker plane runs, and its setup. */
export interface PlaneEntry {
  readonly plane: WorkerPlane;
  readonly entry: URL;
  /** Replaces the same keys of the setup that all planes share. */
  readonly setup?: Pick<WorkerSetup, 'config' | 'identityMemory'>;
}

/** The plane on this thread that captures or receives exchanges. */
interface Source {
  readonly plane: SourcePlane;
  /** Its counts. */
  readonly tally: Tally;
  /** Gives it the port to which it sends exchanges from now on. */
  readonly onOutput: (port: MessagePort) => void;
  /** Gives it the port to which it sends a copy for the plane beside the chain. */
  readonly onRecording?: (port: MessagePort) => void;
}

export interface SupervisorOptions {
  /**
   * The worker planes in the direction data flows, at least one. The first one receives the source's output.
   * The last one has the admin address: it receives the totals, and stops after the others.
   */
  readonly planes: readonly PlaneEntry[];
  /** A plane beside the chain that receives a copy of the source's output. */
  readonly recorder?: PlaneEntry | undefined;
  readonly source: Source;
  readonly setup: WorkerSetup;
  /** Callbacks of a hub; absent in other processes. */
  readonly hub?: HubEvents;
  /** An operator asks for a reload of the config. */
  readonly onReload: (id: ReloadId) => void;
  readonly log: Logger;
}

/** What the workers of a hub report. */
interface HubEvents {
  readonly onCommitted: (commit: Committed) => void;
  /** Everything that the control plane had counted this long ago is saved. */
  readonly onSaved: (countedMsAgo: number) => void;
  /** Another hub owns the partition of this tenure. */
  readonly onFenced: (tenure: number) => void;
  /** The answers to writes, to be recorded for the next owner. */
  readonly onAnswered: (batch: AnswerBatch) => void;
  /** Exchanges are ready to be sent, and wait for {@link Supervisor.grantSends}. */
  readonly onSendAsked: (sends: TenureSends) => void;
  /** Counted exchanges start or stop waiting for their effect. */
  readonly onEffects: (effects: TenureEffects) => void;
  /** The losses that a worker has counted since its last report. */
  readonly onShed: (shed: PlaneReport['shed']) => void;
  /** A plane has ended, and the records that it had taken are lost. */
  readonly onPlaneLost: (plane: WorkerPlane) => void;
}

const beatMs = 250;
/** Ceilings for JavaScript objects; bodies in flight are bounded by the byte budgets instead. */
const ceilings: Readonly<Record<WorkerPlane, ResourceLimits>> = {
  asker: { maxOldGenerationSizeMb: 384 },
  shadow: { maxOldGenerationSizeMb: 384 },
  compare: { maxOldGenerationSizeMb: 384 },
  control: { maxOldGenerationSizeMb: 384 },
  uplink: { maxOldGenerationSizeMb: 256 },
  recorder: { maxOldGenerationSizeMb: 256 },
};

/**
 * Runs the worker planes beside the source: it starts them, connects each to its neighbours, adds up their
 * counts, and restarts those that fail.
 */
export class Supervisor {
  readonly totals: Totals;
  readonly #options: SupervisorOptions;
  readonly #planes: readonly WorkerPlane[];
  readonly #workers: ReadonlyMap<WorkerPlane, SupervisedWorker>;
  readonly #firstStarts = new Map<WorkerPlane, PromiseWithResolvers<void>>();
  #timer: NodeJS.Timeout | null = null;
  #adminAddress = '';
  #setup: WorkerSetup;
  readonly #answers = new ConfigAnswers();
  readonly #tenures: HubTenures;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#setup = options.setup;
    this.#tenures = new HubTenures(options.setup.hub);
    const { planes, recorder, source } = options;
    this.#planes = planes.map(({ plane }) => plane);
    const all = recorder === undefined ? planes : [recorder, ...planes];
    this.totals = new Totals({ source: source.plane, workers: all.map(({ plane }) => plane) });
    this.#workers = new Map(all.map((one) => [one.plane, this.#worker(one)]));
  }

  /** `HOST:PORT` at which the last plane listens. */
  get adminAddress(): string {
    return this.#adminAddress;
  }

  /** @returns when every plane is ready; rejects if a plane fails before it was ever ready */
  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#beat(), beatMs);
    const started = Array.from(this.#workers.keys(), (plane) => {
      const first = Promise.withResolvers<void>();
      this.#firstStarts.set(plane, first);
      return first.promise;
    });
    for (const worker of this.#workers.values()) worker.start();
    try {
      await Promise.all(started);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Sends the current totals to the last plane at once. */
  publish(): void {
    const { plane, tally } = this.#options.source;
    this.totals.add(plane, tally.report());
    this.#last?.say({ kind: 'totals', totals: this.totals.sum() });
  }

  /**
   * Gives every plane another config, before any exchange arrives that began under it. A plane that restarts
   * starts with it.
   *
   * @returns why a plane keeps its previous config; null if all took the new one
   */
  async configure(change: ConfigChange): Promise<string | null> {
    const { config, revision, settings } = change;
    const { config: former, placesSince: since } = this.#setup;
    const placesSince = isTurned(former, config) ? revision : since;
    this.#setup = { ...this.#setup, config, revision, placesSince, settings };
    // The planes that can refuse come before anything has changed. The first plane gets exchanges at once.
    const [first] = this.#planes;
    const others = [...this.#workers.keys()].filter((plane) => plane !== first);
    for (const plane of [...others, ...(first === undefined ? [] : [first])]) {
      const worker = this.#workers.get(plane);
      const fault = worker === undefined ? null : await this.#answers.ask(plane, worker, change);
      if (fault !== null) return `the ${plane} plane refused the config: ${fault}`;
    }
    return null;
  }

  /**
   * Begins a tenure: this hub owns the partition from now on. A plane that restarts starts with it.
   *
   * @returns when the planes that send and count know of it, so that its exchanges may come
   */
  beginTenure(start: TenureStart): Promise<void> {
    return this.#tenures.begin(start, this.#tenurePlanes);
  }

  /** Announces that no more exchanges of this tenure come: the sending plane finishes those that it has. */
  leaveTenure(tenure: number): void {
    this.#sender?.say({ kind: 'tenure-ending', tenure });
  }

  /** Drops everything that the planes have of this tenure. */
  endTenure(tenure: number): void {
    this.#tenures.end(tenure, this.#tenurePlanes);
  }

  /**
   * Gives up on waiting for the candidate: writes that wait for it fail, and so do those that it refuses from
   * now on.
   */
  endHolds(): void {
    this.#sender?.say({ kind: 'holds-ended' });
  }

  /** Grants sends: the exchanges are recorded in the stream, so the sending plane may send them. */
  grantSends(sends: TenureSends): void {
    this.#sender?.say({ kind: 'send-granted', ...sends });
  }

  /** Reports that a tap is silent, and nobody knows what it did last. */
  reportTapSilent(silent: TapSilent): void {
    this.#sender?.say({ kind: 'tap-silent', ...silent });
  }

  /** Reports what a tap has shed since its start, for the evidence. */
  reportTapShed(totals: TapShedTotals): void {
    this.#last?.say({ kind: 'tap-shed', ...totals });
  }

  /** Reports what taps have announced about themselves, for the pages. */
  reportTaps(taps: readonly HeardTap[]): void {
    this.#last?.say({ kind: 'taps-heard', taps });
  }

  /** Notes that the live plane has no more exchanges that began before this config, with another primary. */
  noteDrained(revision: ConfigRevision): void {
    this.#sender?.say({ kind: 'drained', revision });
  }

  /** Reports the result of a reload that an operator asked for. */
  reportReload(id: ReloadId, state: ConfigState): void {
    this.#last?.say({ kind: 'reloaded', id, state });
  }

  /** Makes every plane reload its TLS files. */
  reread(): void {
    for (const worker of this.#workers.values()) worker.say({ kind: 'reread' });
  }

  /** Stops the last plane last: it saves what the others have reported. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const last = this.#last;
    const others = [...this.#workers.values()].filter((worker) => worker !== last);
    await Promise.all(others.map((worker) => worker.stop()));
    this.publish();
    await last?.stop();
  }

  #beat(): void {
    for (const worker of this.#workers.values()) worker.beat();
    this.publish();
  }

  /** The plane that sends exchanges on: to the candidate, or from a tap to NATS. */
  get #sendingPlane(): WorkerPlane | undefined {
    return this.#planes.includes('shadow') ? 'shadow' : this.#planes[0];
  }

  get #sender(): SupervisedWorker | undefined {
    return this.#workerOf(this.#sendingPlane);
  }

  get #last(): SupervisedWorker | undefined {
    return this.#workerOf(this.#planes.at(-1));
  }

  #workerOf(plane: WorkerPlane | undefined): SupervisedWorker | undefined {
    return plane === undefined ? undefined : this.#workers.get(plane);
  }

  /** The sending plane and the last one, which counts: both need to know which tenures are held. */
  get #tenurePlanes(): readonly TenurePlane[] {
    return [this.#sendingPlane, this.#planes.at(-1)].flatMap((plane) => {
      const worker = this.#workerOf(plane);
      return plane === undefined || worker === undefined ? [] : [{ plane, worker }];
    });
  }

  #worker({ plane, entry, setup }: PlaneEntry): SupervisedWorker {
    const { onReload, log } = this.#options;
    return new SupervisedWorker({
      name: plane,
      entry,
      workerData: () => ({ ...this.#setup, ...setup, hub: this.#tenures.setupOf(plane) }),
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
      onReport: (report) => {
        this.totals.add(plane, report);
        this.#options.hub?.onShed(report.shed);
      },
      onReplay: (request) => this.#sender?.say({ kind: 'replay', request }),
      onForgetMarks: () => this.#sender?.say({ kind: 'forget-marks' }),
      onReload,
      onConfigured: (revision, fault) => {
        if (revision === this.#setup.revision) this.#answers.answered(plane, fault);
      },
      onTenureTaken: (tenure) => this.#tenures.taken(plane, tenure),
      onCommitted: (commit) => this.#options.hub?.onCommitted(commit),
      onSaved: (countedMsAgo) => this.#options.hub?.onSaved(countedMsAgo),
      onFenced: (tenure) => this.#options.hub?.onFenced(tenure),
      onAnswered: (batch) => this.#options.hub?.onAnswered(batch),
      onSendAsked: (sends) => this.#options.hub?.onSendAsked(sends),
      onEffects: (effects) => this.#options.hub?.onEffects(effects),
      onExit: (fault) => {
        this.#tenures.lost(plane);
        this.#options.hub?.onPlaneLost(plane);
        this.#answers.answered(plane, null);
        this.totals.restarted(plane);
        const message = `the ${plane} plane did not start: ${fault?.message ?? 'it exited'}`;
        this.#firstStarts
          .get(plane)
          ?.reject(new ParallaxError('plane_start', message, { cause: fault }));
      },
    });
  }

  /** Gives a new worker its channels: from the plane before it, and to the plane after it. */
  #join(plane: WorkerPlane): void {
    if (plane === this.#options.recorder?.plane) {
      this.#joinRecorder(plane);
      return;
    }
    const index = this.#planes.indexOf(plane);
    const before = this.#workerOf(this.#planes[index - 1]);
    const own = this.#workerOf(this.#planes[index]);
    const behind = this.#workerOf(this.#planes[index + 1]);
    const { port1, port2 } = new MessageChannel();
    if (before === undefined) this.#options.source.onOutput(port1);
    else before.say({ kind: 'output', port: port1 }, [port1]);
    own?.say({ kind: 'input', port: port2 }, [port2]);
    if (behind?.running !== true) return;
    const next = new MessageChannel();
    own?.say({ kind: 'output', port: next.port1 }, [next.port1]);
    behind.say({ kind: 'input', port: next.port2 }, [next.port2]);
  }

  #joinRecorder(plane: WorkerPlane): void {
    const { port1, port2 } = new MessageChannel();
    this.#options.source.onRecording?.(port1);
    this.#workers.get(plane)?.say({ kind: 'input', port: port2 }, [port2]);
  }
}
