import type { TenureSends } from '../vocabulary/tenure-sends.ts';

/** What nothing waits for is passed on after this time at the latest. */
const batchWaitMs = 10;

/** Collects what is to be sent, in its order, and asks for it in batches: at once if something waits for it. */
export class GrantRequests {
  readonly #onRequest: (sends: TenureSends) => void;
  readonly #sequences = new Map<number, number[]>();
  #timer: NodeJS.Timeout | null = null;
  #isFlushDue = false;

  constructor(onRequest: (sends: TenureSends) => void) {
    this.#onRequest = onRequest;
  }

  add(tenure: number, sequence: number, isAwaited: boolean): void {
    const sequences = this.#sequences.get(tenure);
    if (sequences === undefined) this.#sequences.set(tenure, [sequence]);
    else sequences.push(sequence);
    if (!isAwaited) {
      this.#timer ??= setTimeout(() => this.#flush(), batchWaitMs);
    } else if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      setImmediate(() => this.#flush());
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #flush(): void {
    this.close();
    this.#timer = null;
    this.#isFlushDue = false;
    for (const [tenure, sequences] of this.#sequences) this.#onRequest({ tenure, sequences });
    this.#sequences.clear();
  }
}
