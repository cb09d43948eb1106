import { once } from 'node:events';
import { type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads';
import { faultOf, type Logger } from '../log.ts';
import type { Committed, FromWorker, ToWorker } from '../transport/worker-message.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { PlaneReport, ReloadId } from '../vocabulary/plane-message.ts';
import type { AnswerBatch } from '../vocabulary/recorded-answer.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import type { TenureSends } from '../vocabulary/tenure-sends.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import { type Patience, Silence } from './silence.ts';

export interface SupervisedWorkerOptions {
  readonly name: string;
  readonly entry: URL;
  /** The data for a worker that starts now. */
  readonly workerData: () => unknown;
  readonly resourceLimits: ResourceLimits;
  readonly log: Logger;
  /** The time between two calls of `beat`, in milliseconds. */
  readonly beatMs: number;
  readonly patience?: Patience;
  /**
   * Called when a new worker runs, at the first start and at each restart. It has received no message yet.
   */
  readonly onSpawn: () => void;
  readonly onReady: (address: string | undefined) => void;
  readonly onReport: (report: PlaneReport) => void;
  readonly onReplay: (request: ReplayRequest) => void;
  readonly onForgetMarks: () => void;
  readonly onReload: (id: ReloadId) => void;
  /** The worker has answered the config that it was given. */
  readonly onConfigured: (revision: ConfigRevision, fault: string | null) => void;
  /** The worker has confirmed a tenure. */
  readonly onTenureTaken: (tenure: number) => void;
  readonly onCommitted: (commit: Committed) => void;
  readonly onSaved: (countedMsAgo: number) => void;
  readonly onFenced: (tenure: number) => void;
  /** The answers to writes, to be recorded for the next owner. */
  readonly onAnswered: (batch: AnswerBatch) => void;
  /** Exchanges are next in order, and need a grant. */
  readonly onSendAsked: (sends: TenureSends) => void;
  readonly onEffects: (effects: TenureEffects) => void;
  /** The worker is gone. It will be started again, unless it was stopped. */
  readonly onExit: (fault: Error | null) => void;
}

/** No single task of a plane takes nearly this long. At 250 ms a beat, the beats are two minutes. */
const patienceDefault: Patience = { cpuMs: 5_000, beats: 480 };
/** A starting worker gets more time, as it loads its modules. */
const startFactor = 6;

/** What a worker has to save takes one or two transactions. */
const stopMsMax = 3_000;

const backoffFirstMs = 100;
const backoffMaxMs = 10_000;
/** If a worker has run for this long, its next fault starts the backoff anew. */
const soundAfterMs = 30_000;

/**
 * A worker thread that is restarted, with growing pauses, if it throws, exits, runs out of memory, or neither
 * answers nor makes progress. The records that it had taken are lost; all others go to its replacement.
 * Nothing waits for it.
 */
export class SupervisedWorker {
  readonly #options: SupervisedWorkerOptions;
  #worker: Worker | null = null;
  #ready = false;
  #stopped = false;
  #silence: Silence;
  /** A heartbeat has not been answered yet. */
  #awaitsPong = false;
  #terminated = false;
  #faults = 0;
  #spawnedAt = 0;
  #lastError: Error | null = null;
  /** The worker's progress counter, and its value at the last beat. */
  #progress = new Int32Array(new SharedArrayBuffer(4));
  #progressSeen = 0;
  #restartTimer: NodeJS.Timeout | null = null;

  constructor(options: SupervisedWorkerOptions) {
    this.#options = options;
    this.#silence = this.#newSilence();
  }

  /** Whether a worker exists that takes messages, at the latest once it is ready. */
  get running(): boolean {
    return this.#worker !== null;
  }

  start(): void {
    this.#ready = false;
    this.#awaitsPong = false;
    this.#terminated = false;
    this.#silence = this.#newSilence();
    this.#lastError = null;
    this.#spawnedAt = performance.now();
    const worker = this.#spawn();
    if (worker === null) return;
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#onMessage(message));
    worker.on('error', (error) => {
      this.#lastError =
        error instanceof Error ? error : new ParallaxError('worker_threw', 'an unknown error');
    });
    worker.on('exit', (code) => this.#onExit(worker, code));
    this.#progress = new Int32Array(new SharedArrayBuffer(4));
    this.say({ kind: 'watch', progress: this.#progress.buffer });
    this.#options.onSpawn();
  }

  say(message: ToWorker, transfer: readonly MessagePort[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** Sends a heartbeat; to be called at a steady pace. */
  beat(): void {
    if (this.#worker === null || this.#terminated) return;
    if (this.#hasProgressed()) this.#silence.end();
    else if (this.#awaitsPong) this.#silence.beat();
    if (this.#silence.isOver(this.#patience)) {
      this.#terminated = true;
      this.#lastError = new ParallaxError('worker_hung', 'it stopped answering');
      void this.#worker.terminate();
      return;
    }
    if (this.#awaitsPong) return;
    this.#awaitsPong = true;
    this.say({ kind: 'ping' });
  }

  /** Gives the worker a moment to save what must outlive it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer);
    const worker = this.#worker;
    if (worker === null) return;
    if (this.#ready) {
      const ended = once(worker, 'exit', { signal: AbortSignal.timeout(stopMsMax) });
      this.say({ kind: 'stop' });
      // A worker that takes longer, or fails meanwhile, is ended below.
      await ended.catch(() => undefined);
    }
    await worker.terminate();
  }

  get #patience(): Patience {
    const { patience = patienceDefault } = this.#options;
    if (this.#ready) return patience;
    return { ...patience, cpuMs: patience.cpuMs * startFactor };
  }

  #newSilence(): Silence {
    return new Silence({ cpuMs: () => cpuMsOf(this.#worker), beatMs: this.#options.beatMs });
  }

  #hasProgressed(): boolean {
    const progress = Atomics.load(this.#progress, 0);
    const hasProgressed = progress !== this.#progressSeen;
    this.#progressSeen = progress;
    return hasProgressed;
  }

  /** Null if the system cannot start another thread now. */
  #spawn(): Worker | null {
    const { entry, name, workerData, resourceLimits } = this.#options;
    try {
      return new Worker(entry, { name, workerData: workerData(), resourceLimits });
    } catch (error) {
      this.#lastError = error as Error;
      this.#restartLater(1);
      return null;
    }
  }

  #onMessage(message: FromWorker): void {
    this.#silence.end();
    this.#awaitsPong = false;
    switch (message.kind) {
      case 'pong':
        return this.#options.onReport(message.report);
      case 'replay':
        return this.#options.onReplay(message.request);
      case 'forget-marks':
        return this.#options.onForgetMarks();
      case 'reload':
        return this.#options.onReload(message.id);
      case 'tenure-taken':
        return this.#options.onTenureTaken(message.tenure);
      case 'committed':
        return this.#options.onCommitted(message);
      case 'saved':
        return this.#options.onSaved(message.countedMsAgo);
      case 'fenced':
        return this.#options.onFenced(message.tenure);
      case 'answered':
        return this.#options.onAnswered(message);
      case 'effects':
        return this.#options.onEffects(message);
      case 'send-asked':
        return this.#options.onSendAsked(message);
      case 'configured':
        return this.#options.onConfigured(message.revision, message.fault);
      case 'ready':
        this.#ready = true;
        this.#options.onReady(message.address);
    }
  }

  #onExit(worker: Worker, code: number): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    if (!this.#stopped) this.#restartLater(code);
  }

  #restartLater(code: number): void {
    if (performance.now() - this.#spawnedAt > soundAfterMs) this.#faults = 0;
    const pauseMs = Math.min(backoffMaxMs, backoffFirstMs * 2 ** this.#faults);
    this.#faults += 1;
    const { log, name, onExit } = this.#options;
    const fault = this.#lastError === null ? undefined : faultOf(this.#lastError);
    log.error({ worker: name, code, fault, pauseMs }, 'a plane stopped and will be restarted');
    this.#restartTimer = setTimeout(() => this.start(), pauseMs);
    onExit(this.#lastError);
  }
}

/**
 * The CPU time of a worker's thread. The call interrupts an endless loop.
 *
 * @returns null while the thread does not run, for example before its first module is loaded
 */
async function cpuMsOf(worker: Worker | null): Promise<number | null> {
  try {
    const usage = await worker?.cpuUsage();
    return usage === undefined ? null : (usage.user + usage.system) / 1000;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_NOT_RUNNING') return null;
    throw error;
  }
}
