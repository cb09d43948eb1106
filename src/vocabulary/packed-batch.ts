import type { RecordShape } from './record-shape.ts';
import { noBytes } from './no-bytes.ts';

/** A record taken apart once, and what it takes up. */
export interface Packable<T> {
  readonly shape: RecordShape<T>;
  readonly record: T;
  readonly blobs: readonly Uint8Array[];
  /** In a batch, a multiple of 8. */
  readonly packedBytes: number;
  /** See {@link RecordShape.countsIfLost}. */
  readonly countsIfLost: boolean;
}

/** What a record is charged beside its bytes: the objects made when it is unpacked. */
const overheadBytes = 512;
const wordBytes = Float64Array.BYTES_PER_ELEMENT;
/** What a record costs its sender's budget; the same at both ends of a channel. */
export function chargedBytes(packedBytes: number): number {
  return packedBytes + overheadBytes;
}

export function packable<T>(shape: RecordShape<T>, record: T): Packable<T> {
  const blobs: Uint8Array[] = [];
  for (const part of shape.parts) part.addBlobs(record, blobs);
  let blobBytes = 0;
  for (const blob of blobs) blobBytes += blob.byteLength;
  return {
    shape,
    record,
    blobs,
    countsIfLost: shape.countsIfLost?.(record) !== false,
    packedBytes: (shape.numbers + shape.blobs) * wordBytes + padded(blobBytes),
  };
}

/**
 * A buffer that records are written into one after the other, each as a row of float64 (its numbers,
 * then the lengths of its byte strings) and the bytes behind it.
 */
export class Batch {
  readonly buffer: ArrayBuffer;
  readonly #words: Float64Array;
  readonly #bytes: Uint8Array;
  #offset = 0;
  #records = 0;
  #countedRecords = 0;

  /** @param buffer of a length that is a multiple of 8 */
  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Float64Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  get records(): number {
    return this.#records;
  }

  /** Records that count as a loss if they are lost. */
  get countedRecords(): number {
    return this.#countedRecords;
  }

  /** What its records take up of the buffer, from its start: a multiple of 8. */
  get usedBytes(): number {
    return this.#offset;
  }

  /** What all its records cost their sender's budget. */
  get chargedBytes(): number {
    return this.#offset + this.#records * overheadBytes;
  }

  /** @returns false, and writes nothing, where the record does not fit any more */
  append<T>({ shape, record, blobs, packedBytes, countsIfLost }: Packable<T>): boolean {
    if (this.#offset + packedBytes > this.#bytes.byteLength) return false;
    // The padding must not contain what another record left here.
    this.#words[(this.#offset + packedBytes) / wordBytes - 1] = 0;
    let lengthAt = this.#offset / wordBytes;
    for (const part of shape.parts) {
      part.writeNumbers(record, this.#words, lengthAt);
      lengthAt += part.numbers;
    }
    let at = (lengthAt + blobs.length) * wordBytes;
    for (const blob of blobs) {
      this.#words[lengthAt] = blob.byteLength;
      lengthAt += 1;
      if (blob.byteLength === 0) continue;
      this.#bytes.set(blob, at);
      at += blob.byteLength;
    }
    this.#offset += packedBytes;
    this.#records += 1;
    if (countsIfLost) this.#countedRecords += 1;
    return true;
  }
}

/** Reads back what was appended to a {@link Batch}; `onRecord` is called in the same order. */
export function unpackBatch<T>(
  shape: RecordShape<T>,
  buffer: ArrayBuffer,
  records: number,
  onRecord: (record: T, packedBytes: number) => void,
): void {
  const words = new Float64Array(buffer);
  let start = 0;
  for (let record = 0; record < records; record += 1) {
    const row = start / wordBytes;
    const lengthsAt = row + shape.numbers;
    const rowEnd = lengthsAt + shape.blobs;
    const blobs: Uint8Array[] = [];
    let at = rowEnd * wordBytes;
    for (let word = lengthsAt; word < rowEnd; word += 1) {
      const length = words[word] ?? 0;
      blobs.push(length === 0 ? noBytes : new Uint8Array(buffer, at, length));
      at += length;
    }
    const end = start + padded(at - start);
    onRecord(shape.build(words, row, blobs), end - start);
    start = end;
  }
}

/** The same record in memory of its own. */
export function copyOf<T>(shape: RecordShape<T>, record: T): T {
  const packed = packable(shape, record);
  const batch = new Batch(new ArrayBuffer(packed.packedBytes));
  batch.append(packed);
  let copy = record;
  unpackBatch(shape, batch.buffer, 1, (own) => {
    copy = own;
  });
  return copy;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / wordBytes) * wordBytes;
}
