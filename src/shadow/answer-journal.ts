import { Batch, packable } from '../vocabulary/packed-batch.ts';
import type { AnswerBatch, RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import { recordedAnswerShape } from '../vocabulary/recorded-answer-shape.ts';

/**
 * Answers that are not recorded when a hub dies are in doubt, so an answer waits no longer than this, and not
 * at all after a pause.
 */
const batchWaitMs = 10;
const batchBytes = 64 * 1024;

interface Filling {
  readonly tenure: number;
  readonly batch: Batch;
  readonly sequences: number[];
}

/** Collects the answers to writes, and passes them on in batches. */
export class AnswerJournal {
  readonly #onBatch: (batch: AnswerBatch) => void;
  readonly #filling = new Map<number, Filling>();
  #flushedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #isFlushDue = false;

  /** @param onBatch gets memory of its own */
  constructor(onBatch: (batch: AnswerBatch) => void) {
    this.#onBatch = onBatch;
  }

  /** Copies the answer: its bytes may be overwritten when this returns. */
  add(tenure: number, answer: RecordedAnswer): void {
    const packed = packable(recordedAnswerShape, answer);
    let filling = this.#filling.get(tenure);
    if (filling?.batch.append(packed) !== true) {
      if (filling !== undefined) this.#pass(filling);
      const batch = new Batch(new ArrayBuffer(Math.max(batchBytes, packed.packedBytes)));
      batch.append(packed);
      filling = { tenure, batch, sequences: [] };
      this.#filling.set(tenure, filling);
    }
    filling.sequences.push(answer.sequence);
    this.#flushSoon();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #flushSoon(): void {
    if (this.#timer !== null || this.#isFlushDue) return;
    const waitMs = this.#flushedAt + batchWaitMs - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#flush(), waitMs);
      return;
    }
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    this.#timer = null;
    this.#flushedAt = performance.now();
    for (const filling of this.#filling.values()) this.#pass(filling);
    this.#filling.clear();
  }

  #pass({ tenure, batch, sequences }: Filling): void {
    const packed = new Uint8Array(batch.buffer.slice(0, batch.usedBytes));
    this.#onBatch({ tenure, sequences, packed });
  }
}
