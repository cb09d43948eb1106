/** How long a worker may be silent, that is, neither answer nor make progress. */
export interface Patience {
  /** CPU time of its thread, in milliseconds. */
  readonly cpuMs: number;
  /** Heartbeats, regardless of the CPU time that the thread got. */
  readonly beats: number;
}

export interface SilenceOptions {
  /**
   * CPU time of the worker's thread since it started, in milliseconds; null while the thread does not run.
   * Rejects if it cannot be read.
   */
  readonly cpuMs: () => Promise<number | null>;
  /** The time between two heartbeats, in milliseconds. */
  readonly beatMs: number;
}

/**
 * Measures how long a worker has been silent, in CPU time of its own thread: on a busy machine a sound
 * worker may be silent for long but uses little CPU time, while a worker in an endless loop uses all that it
 * gets. A thread that waits in a system call uses none, so heartbeats count, too. If CPU time cannot be read,
 * each heartbeat counts as if the thread had used the whole time.
 */
export class Silence {
  readonly #options: SilenceOptions;
  #beats = 0;
  #usedMs = 0;
  /** CPU time at the start of the silence; null until it was read. */
  #firstCpuMs: number | null = null;
  #isReading = false;
  /** The number of this silence: a reading for an earlier one is ignored. */
  #number = 0;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Notes that the worker has answered or made progress. */
  end(): void {
    if (this.#beats === 0) return;
    this.#beats = 0;
    this.#usedMs = 0;
    this.#firstCpuMs = null;
    this.#number += 1;
  }

  /** Notes that a heartbeat has passed without an answer. */
  beat(): void {
    this.#beats += 1;
    void this.#read();
  }

  isOver({ cpuMs, beats }: Patience): boolean {
    return this.#usedMs > cpuMs || this.#beats > beats;
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const number = this.#number;
    try {
      const cpuMs = await this.#options.cpuMs();
      if (number !== this.#number || cpuMs === null) return;
      this.#firstCpuMs ??= cpuMs;
      this.#usedMs = cpuMs - this.#firstCpuMs;
    } catch {
      if (number === this.#number) this.#usedMs += this.#options.beatMs;
    } finally {
      this.#isReading = false;
    }
  }
}
