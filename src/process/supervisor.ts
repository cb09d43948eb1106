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

/** What a worker plane runs. */
export interface PlaneEntry {
  readonly plane: WorkerPlane;
  readonly entry: URL;
  /** Replaces this part of the setup that all planes get. */
  readonly setup?: Pick<WorkerSetup, 'config' | 'identityMemory'>;
}

/** The plane on this thread, from which exchanges come. */
interface Source {
  readonly plane: SourcePlane;
  /** What it has counted. */
  readonly tally: Tally;
  /** Where it sends exchanges from now on. */
  readonly onOutput: (port: MessagePort) => void;
  /** Where it sends a copy of them to the plane beside the others. */
  readonly onRecording?: (port: MessagePort) => void;
}

export interface SupervisorOptions {
  /**
   * The worker planes in the direction data flows, at least one. The first gets what the source sends. The last has
   * the admin address: it is sent the totals, and is stopped when the others are.
   */
  readonly planes: readonly PlaneEntry[];
  /** A plane beside the chain, which gets a copy of what the source sends. */
  readonly recorder?: PlaneEntry | undefined;
  readonly source: Source;
  readonly setup: WorkerSetup;
  /** Of a hub; not given in another process. */
  readonly hub?: HubEvents;
  /** An operator asks for a reload of the config. */
  readonly onReload: (id: ReloadId) => void;
  readonly log: Logger;
}

/** What the workers of a hub report. */
interface HubEvents {
  readonly onCommitted: (commit: Committed) => void;
  /** Another hub owns the partition of this tenure. */
  readonly onFenced: (tenure: number) => void;
  /** What was answered to writes, to be recorded for the next owner. */
  readonly onAnswered: (batch: AnswerBatch) => void;
  /** Exchanges are to be sent: they wait for {@link Supervisor.grantSends}. */
  readonly onSendAsked: (sends: TenureSends) => void;
  /** Counted exchanges begin or end to wait for their effect. */
  readonly onEffects: (effects: TenureEffects) => void;
  /** What a worker has shed since its last report. */
  readonly onShed: (shed: PlaneReport['shed']) => void;
  /** A plane has ended, with what it had taken. */
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
 * Runs the worker planes beside the source: starts them, joins each to its neighbours, counts for them, and starts
 * again what fails.
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

  /** @returns when every plane is ready; rejects when one fails before it ever was */
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

  /** Sends the last plane at once what has been counted. */
  publish(): void {
    const { plane, tally } = this.#options.source;
    this.totals.add(plane, tally.report());
    this.#last?.say({ kind: 'totals', totals: this.totals.sum() });
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
    // What can refuse comes first, while nothing has changed yet: the first plane gets exchanges at once.
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
   * This hub owns a partition from now on. A plane that restarts begins with it.
   *
   * @returns when the planes that send and count know: exchanges of the tenure may come
   */
  beginTenure(start: TenureStart): Promise<void> {
    return this.#tenures.begin(start, this.#tenurePlanes);
  }

  /** No exchange of this tenure comes any more: the sending plane is to finish those that it has. */
  leaveTenure(tenure: number): void {
    this.#sender?.say({ kind: 'tenure-ending', tenure });
  }

  /** What the planes have of this tenure is dropped. */
  endTenure(tenure: number): void {
    this.#tenures.end(tenure, this.#tenurePlanes);
  }

  /** Nothing waits for the candidate any more: it has failed what waits for it, and what it refuses from now on. */
  endHolds(): void {
    this.#sender?.say({ kind: 'holds-ended' });
  }

  /** A record of these exchanges is in the stream: the sending plane may send them. */
  grantSends(sends: TenureSends): void {
    this.#sender?.say({ kind: 'send-granted', ...sends });
  }

  /** What a tap did last is unknown to everybody. */
  reportTapSilent(silent: TapSilent): void {
    this.#sender?.say({ kind: 'tap-silent', ...silent });
  }

  /** What a tap has shed since its start goes into the evidence. */
  reportTapShed(totals: TapShedTotals): void {
    this.#last?.say({ kind: 'tap-shed', ...totals });
  }

  /** What taps have said about themselves is for the pages. */
  reportTaps(taps: readonly HeardTap[]): void {
    this.#last?.say({ kind: 'taps-heard', taps });
  }

  /** No exchange that began before this config, with another primary, is left in the live plane. */
  noteDrained(revision: ConfigRevision): void {
    this.#sender?.say({ kind: 'drained', revision });
  }

  /** How the reload ended that an operator asked for. */
  reportReload(id: ReloadId, state: ConfigState): void {
    this.#last?.say({ kind: 'reloaded', id, state });
  }

  /** Makes every plane reload its TLS files. */
  reread(): void {
    for (const worker of this.#workers.values()) worker.say({ kind: 'reread' });
  }

  /** The last plane is stopped last: it saves what the others have reported. */
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

  /** The plane that sends exchanges on: to the candidate, or from a tap. */
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

  /** One plane sends, and the last one counts: both ask whether a tenure is held. */
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

  /** Gives a new worker its channels: from the plane before it, and to the one behind it. */
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
