import {
  type Fields,
  numbersNamed,
  partOf,
  recordShape,
} from '../../src/vocabulary/record-shape.ts';

/** The least that is a record: a number that identifies it, and bytes. */
export interface Note {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const fields: Fields<Note> = {
  numbers: numbersNamed('id'),
  blobs: { bytes: { of: ({ bytes }) => bytes } },
  writeNumbers({ id }, words, at) {
    words[at] = id;
  },
};

export const noteShape = recordShape<Note>({
  parts: [partOf(fields, (note: Note) => note)],
  build: (words, row, blobs) => ({
    id: words[row] ?? -1,
    bytes: blobs[0] ?? new Uint8Array(),
  }),
});

/** Its bytes distinguish it from any other of its size. */
export function note(id: number, size: number): Note {
  return { id, bytes: new Uint8Array(size).fill(id % 251) };
}

/** The charge for a note: its number, its length, its bytes in words of 8, and its objects. */
export function chargeOf({ bytes }: Note): number {
  return 16 + Math.ceil(bytes.length / 8) * 8 + 512;
}
