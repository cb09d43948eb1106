import type { ByteBudget } from '../transport/byte-budget.ts';
import { GrowingBuffer } from '../vocabulary/growing-buffer.ts';
import type { ShedReason } from '../vocabulary/shed.ts';

/** How many bytes may be captured: per body, and over all connections. */
export interface CaptureLimits {
  readonly bodyBytesMax: number;
  readonly budget: ByteBudget;
}

/** Keeps a copy of one body while it passes; beyond a limit, only of its first part. */
export class BodyCapture {
  readonly #budget: ByteBudget;
  readonly #buffer: GrowingBuffer;
  readonly #firstPartBytesMax: number;
  #cutBy: ShedReason | null = null;

  /** @param firstPartBytesMax how much is kept of a body that exceeds a limit */
  constructor({ bodyBytesMax, budget }: CaptureLimits, firstPartBytesMax: number) {
    this.#budget = budget;
    this.#buffer = new GrowingBuffer(bodyBytesMax);
    this.#firstPartBytesMax = Math.min(bodyBytesMax, firstPartBytesMax);
  }

  /** Bytes taken from the budget. */
  get takenBytes(): number {
    return this.#buffer.bytes;
  }

  get body(): Buffer {
    return this.#buffer.view;
  }

  /** The limit that the body exceeded; null while all of it is kept. */
  get cutBy(): ShedReason | null {
    return this.#cutBy;
  }

  add(piece: Buffer): void {
    if (this.#cutBy !== null) return;
    if (!this.#budget.take(piece.length)) {
      this.#cutBy = 'capture_budget';
      this.#shorten(this.#firstPartBytesMax);
    } else if (!this.#buffer.append(piece)) {
      this.#budget.give(piece.length);
      this.#cutBy = 'body_too_large';
      this.#shorten(this.#firstPartBytesMax);
      this.#fillFirstPart(piece);
    }
  }

  /** Releases the kept bytes. */
  drop(): void {
    this.#shorten(0);
  }

  /** The pieces of a body must not affect how much of it is kept. */
  #fillFirstPart(piece: Buffer): void {
    const rest = piece.subarray(0, this.#firstPartBytesMax - this.#buffer.bytes);
    if (rest.length > 0 && this.#budget.take(rest.length)) this.#buffer.append(rest);
  }

  #shorten(bytesMax: number): void {
    const before = this.#buffer.bytes;
    this.#buffer.shorten(bytesMax);
    this.#budget.give(before - this.#buffer.bytes);
  }
}
