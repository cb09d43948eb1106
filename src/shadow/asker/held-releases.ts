const lookEveryMs = 2;

/** Releases exchanges, in their order, as the next plane releases the exchanges made from them. */
export class HeldReleases {
  readonly #inFlight: () => number;
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param inFlight the number of exchanges that the next plane has not released */
  constructor(inFlight: () => number) {
    this.#inFlight = inFlight;
  }

  add(release: () => void): void {
    this.#waiting.push(release);
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const done = this.#waiting.splice(0, Math.max(0, this.#waiting.length - this.#inFlight()));
    for (const release of done) release();
    if (this.#waiting.length === 0) this.close();
  }
}
