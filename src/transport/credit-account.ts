import type { MessagePort } from 'node:worker_threads';
import type { Credit } from './channel-message.ts';

/** Credit is returned when this much is owed, or this long after the first of it: each message wakes the live plane. */
const creditBytes = 1024 * 1024;
const creditWaitMs = 50;

/** Returns to the live plane what it may use again: its buffers at once, its budget when the bytes are settled. */
export class CreditAccount {
  readonly #port: MessagePort;
  #bytes = 0;
  #records = 0;
  #buffers: ArrayBuffer[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Records are settled: they are stored, or counted as lost. */
  owe(bytes: number, records: number): void {
    this.#bytes += bytes;
    this.#records += records;
    if (this.#bytes >= creditBytes) this.#pay();
    else this.#paySoon();
  }

  /** The bytes of a batch have been copied. */
  giveBack(buffer: ArrayBuffer): void {
    this.#buffers.push(buffer);
    this.#paySoon();
  }

  #paySoon(): void {
    this.#timer ??= setTimeout(() => this.#pay(), creditWaitMs);
  }

  #pay(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const buffers = this.#buffers;
    const credit: Credit = { bytes: this.#bytes, records: this.#records, buffers };
    this.#bytes = 0;
    this.#records = 0;
    this.#buffers = [];
    this.#port.postMessage(credit, buffers);
  }
}
