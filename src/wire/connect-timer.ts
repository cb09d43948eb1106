/** The limit is counted in parts, so that a stall of the thread costs one of them. */
const parts = 10;
/** If a part ends later than this, the thread was stalled. */
const lateMs = 100;
/** A thread that always stalls must give up, too. */
const partsMax = 2 * parts;

/**
 * The time limit for opening a connection. Time in which this thread stood still does not count: the thread
 * could neither see that the connection had opened, nor continue a TLS handshake or try another address.
 */
export class ConnectTimer {
  readonly #partMs: number;
  readonly #onLate: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #partsInTime = 0;
  #parts = 0;

  constructor(limitMs: number, onLate: () => void) {
    this.#partMs = limitMs / parts;
    this.#onLate = onLate;
    this.#wait();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const beganAt = performance.now();
    // A connection that has opened is noticed first.
    this.#timer = setTimeout(() => setImmediate(() => this.#onPart(beganAt)), this.#partMs);
  }

  #onPart(beganAt: number): void {
    if (this.#isStopped) return;
    this.#parts += 1;
    if (performance.now() - beganAt <= this.#partMs + lateMs) this.#partsInTime += 1;
    if (this.#partsInTime < parts && this.#parts < partsMax) this.#wait();
    else this.#onLate();
  }
}
