import type { RecordShape } from '../../src/vocabulary/packed-batch.ts';

/** The least that is a record: a number to tell it by, and bytes. */
export interface Note {
  readonly id: number;
  readonly bytes: Uint8Array;
}

export const noteShape: RecordShape<Note> = {
  numbers: 1,
  blobs: 1,
  numbersOf: ({ id }) => [id],
  blobsOf: ({ bytes }) => [bytes],
  build: (numbers, blobs) => ({ id: numbers[0] ?? -1, bytes: blobs[0] ?? new Uint8Array() }),
};

/** Its bytes tell it from any other of its size. */
export function note(id: number, size: number): Note {
  return { id, bytes: new Uint8Array(size).fill(id % 251) };
}

/** What a note costs its sender: number, length, bytes in words of 8, and what is made of it. */
export function chargeOf({ bytes }: Note): number {
  return 16 + Math.ceil(bytes.length / 8) * 8 + 512;
}
