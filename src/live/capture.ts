import type { ByteBudget } from '../transport/byte-budget.ts';
import { GrowingBuffer } from '../vocabulary/growing-buffer.ts';
import type { ShedReason } from '../vocabulary/shed.ts';

/** How much of what goes by may be kept: per body, and over all connections at once. */
export interface CaptureLimits {
  readonly bodyBytesMax: number;
  readonly budget: ByteBudget;
}

/** Keeps a copy of one body as it goes by, as long as the limits allow it. */
export class BodyCapture {
  readonly #budget: ByteBudget;
  readonly #buffer: GrowingBuffer;

  constructor({ bodyBytesMax, budget }: CaptureLimits) {
    this.#budget = budget;
    this.#buffer = new GrowingBuffer(bodyBytesMax);
  }

  /** Bytes taken from the budget. */
  get takenBytes(): number {
    return this.#buffer.bytes;
  }

  get body(): Buffer {
    return this.#buffer.view;
  }

  /** @returns why the body can't be kept, or null */
  add(piece: Buffer): ShedReason | null {
    if (!this.#budget.take(piece.length)) return 'capture_budget';
    if (this.#buffer.append(piece)) return null;
    this.#budget.give(piece.length);
    return 'body_too_large';
  }

  /** Lets go of what was kept. */
  drop(): void {
    this.#budget.give(this.#buffer.bytes);
    this.#buffer.clear();
  }
}
