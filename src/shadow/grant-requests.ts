import type { TenureSends } from '../vocabulary/send-record.ts';

/** Collects what is to be sent, and asks for it once in each turn of the event loop. */
export class GrantRequests {
  readonly #onRequest: (sends: TenureSends) => void;
  readonly #sequences = new Map<number, number[]>();

  constructor(onRequest: (sends: TenureSends) => void) {
    this.#onRequest = onRequest;
  }

  add(tenure: number, sequence: number): void {
    if (this.#sequences.size === 0) setImmediate(() => this.#flush());
    const sequences = this.#sequences.get(tenure);
    if (sequences === undefined) this.#sequences.set(tenure, [sequence]);
    else sequences.push(sequence);
  }

  #flush(): void {
    for (const [tenure, sequences] of this.#sequences) this.#onRequest({ tenure, sequences });
    this.#sequences.clear();
  }
}
