import type { TenureSends } from '../vocabulary/tenure-sends.ts';

/** The longest time until exchanges are passed on if none of them waits. */
const batchWaitMs = 10;

/**
 * Collects exchanges to be sent, in order, and requests grants in batches; at once if an exchange waits for
 * its grant.
 */
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
