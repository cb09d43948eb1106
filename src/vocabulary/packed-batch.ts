/**
 * How a record crosses from one plane to the next: a fixed row of numbers and a fixed row of byte
 * strings. A batch of them is one ArrayBuffer, which a MessagePort can transfer instead of clone.
 */
export interface RecordShape<T> {
  /** Numbers per record. */
  readonly numbers: number;
  /** Byte strings per record. */
  readonly blobs: number;
  numbersOf(record: T): readonly number[];
  blobsOf(record: T): readonly Uint8Array[];
  /** The views are into the batch: they keep it alive, and are valid for as long as they are held. */
  build(numbers: Float64Array, blobs: readonly Uint8Array[]): T;
}

/** What a record is charged beside its bytes: the numbers, the objects made when it is unpacked. */
const overheadBytes = 512;

/** What a record costs its sender's budget, in bytes; the same at both ends of a channel. */
export function recordBytes<T>(shape: RecordShape<T>, record: T): number {
  let bytes = overheadBytes;
  for (const blob of shape.blobsOf(record)) bytes += blob.byteLength;
  return bytes;
}

const wordBytes = Float64Array.BYTES_PER_ELEMENT;

/**
 * Packs records into one buffer: a count, then a row of numbers and blob lengths per record, all
 * as float64, then the blobs' bytes in the same order.
 */
export function packBatch<T>(shape: RecordShape<T>, records: readonly T[]): ArrayBuffer {
  const rowWords = shape.numbers + shape.blobs;
  const headBytes = (1 + records.length * rowWords) * wordBytes;
  const blobRows = records.map((record) => shape.blobsOf(record));
  let blobBytes = 0;
  for (const row of blobRows) for (const blob of row) blobBytes += blob.byteLength;

  const buffer = new ArrayBuffer(headBytes + blobBytes);
  const words = new Float64Array(buffer, 0, 1 + records.length * rowWords);
  const bytes = new Uint8Array(buffer);
  words[0] = records.length;
  let word = 1;
  let offset = headBytes;
  records.forEach((record, index) => {
    words.set(shape.numbersOf(record), word);
    word += shape.numbers;
    for (const blob of blobRows[index] ?? []) {
      words[word] = blob.byteLength;
      word += 1;
      bytes.set(blob, offset);
      offset += blob.byteLength;
    }
  });
  return buffer;
}

/** Reads back what {@link packBatch} wrote. */
export function unpackBatch<T>(shape: RecordShape<T>, buffer: ArrayBuffer): T[] {
  const count = new Float64Array(buffer, 0, 1)[0] ?? 0;
  const rowWords = shape.numbers + shape.blobs;
  const words = new Float64Array(buffer, wordBytes, count * rowWords);
  const records: T[] = [];
  let offset = (1 + words.length) * wordBytes;
  for (let row = 0; row < words.length; row += rowWords) {
    const numbersEnd = row + shape.numbers;
    const blobs: Uint8Array[] = [];
    for (let word = numbersEnd; word < row + rowWords; word += 1) {
      const length = words[word] ?? 0;
      blobs.push(new Uint8Array(buffer, offset, length));
      offset += length;
    }
    records.push(shape.build(words.subarray(row, numbersEnd), blobs));
  }
  return records;
}
