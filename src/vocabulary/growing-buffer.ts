import { emptyBuffer } from './no-bytes.ts';

const firstCapacity = 4096;

/**
 * Bytes that come in pieces, up to a limit. The first piece is kept as it came; with more they are
 * copied together, so that a body cut into single octets costs no more than its size.
 */
export class GrowingBuffer {
  readonly #bytesMax: number;
  #buffer: Buffer = emptyBuffer;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get view(): Buffer {
    return this.#buffer.subarray(0, this.#bytes);
  }

  /** @returns false, and takes nothing, where the piece would pass the limit */
  append(piece: Buffer): boolean {
    const needed = this.#bytes + piece.length;
    if (needed > this.#bytesMax) return false;
    if (this.#bytes === 0) {
      this.#buffer = piece;
    } else {
      // The first piece is somebody else's memory, full to its end: it is never written behind.
      if (needed > this.#buffer.length) this.#grow(needed);
      piece.copy(this.#buffer, this.#bytes);
    }
    this.#bytes = needed;
    return true;
  }

  /** Keeps the first bytes alone, at most this many, and lets go of the memory of the rest. */
  shorten(bytesMax: number): void {
    if (this.#bytes <= bytesMax) return;
    const first = bytesMax === 0 ? emptyBuffer : Buffer.allocUnsafeSlow(bytesMax);
    this.#buffer.copy(first, 0, 0, bytesMax);
    this.#buffer = first;
    this.#bytes = bytesMax;
  }

  clear(): void {
    this.shorten(0);
  }

  #grow(needed: number): void {
    const capacity = Math.min(this.#bytesMax, Math.max(needed, this.#bytes * 2, firstCapacity));
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}
