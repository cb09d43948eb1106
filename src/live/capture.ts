import type { ByteBudget } from '../transport/byte-budget.ts';
import type { ShedReason } from '../vocabulary/shed.ts';

const noBytes = Buffer.alloc(0);

/** How much of what goes by may be kept: per body, and over all connections at once. */
export interface CaptureLimits {
  readonly bodyBytesMax: number;
  readonly budget: ByteBudget;
}

/** Keeps a copy of one body as it goes by, as long as the limits allow it. */
export class BodyCapture {
  readonly #limits: CaptureLimits;
  /** The first piece is kept as it came; more are copied together, however small they are cut. */
  #buffer: Buffer = noBytes;
  #bytes = 0;

  constructor(limits: CaptureLimits) {
    this.#limits = limits;
  }

  /** Bytes taken from the budget. */
  get takenBytes(): number {
    return this.#bytes;
  }

  get body(): Buffer {
    return this.#buffer.subarray(0, this.#bytes);
  }

  /** @returns why the body can't be kept, or null */
  add(piece: Buffer): ShedReason | null {
    const needed = this.#bytes + piece.length;
    if (needed > this.#limits.bodyBytesMax) return 'body_too_large';
    if (!this.#limits.budget.take(piece.length)) return 'capture_budget';
    if (this.#bytes === 0) this.#buffer = piece;
    else {
      if (needed > this.#buffer.length || this.#buffer.length === this.#bytes) this.#grow(needed);
      piece.copy(this.#buffer, this.#bytes);
    }
    this.#bytes = needed;
    return null;
  }

  /** Lets go of what was kept. */
  drop(): void {
    this.#limits.budget.give(this.#bytes);
    this.#buffer = noBytes;
    this.#bytes = 0;
  }

  #grow(needed: number): void {
    const capacity = Math.min(this.#limits.bodyBytesMax, Math.max(needed, this.#bytes * 2, 4096));
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}
