import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, packable, unpackBatch } from '../../src/vocabulary/packed-batch.ts';
import {
  type Fields,
  numbersNamed,
  partOf,
  recordShape,
  type RecordShape,
} from '../../src/vocabulary/record-shape.ts';

interface Row {
  readonly numbers: readonly number[];
  readonly blobs: readonly Uint8Array[];
}

function shapeOf(numbers: number, blobs: number): RecordShape<Row> {
  const fields: Fields<Row> = {
    numbers: numbersNamed(...Array.from({ length: numbers }, (_, place) => `number ${place}`)),
    blobs: Object.fromEntries(
      Array.from({ length: blobs }, (_, place) => [
        `blob ${place}`,
        { of: (row: Row) => row.blobs[place] ?? new Uint8Array() },
      ]),
    ),
    writeNumbers: (row, words, at) => words.set(row.numbers, at),
  };
  return recordShape<Row>({
    parts: [partOf(fields, (row: Row) => row)],
    build: (words, at, blobs) => ({
      numbers: [...words.subarray(at, at + numbers)],
      blobs: blobs.map((blob) => new Uint8Array(blob)),
    }),
  });
}

/** A shape, and rows of it. */
const rows = fc
  .record({ numbers: fc.integer({ min: 0, max: 5 }), blobs: fc.integer({ min: 0, max: 4 }) })
  .chain(({ numbers, blobs }) =>
    fc.record({
      shape: fc.constant(shapeOf(numbers, blobs)),
      rows: fc.array(
        fc.record({
          numbers: fc.array(fc.double(), { minLength: numbers, maxLength: numbers }),
          blobs: fc.array(fc.uint8Array({ maxLength: 40 }), {
            minLength: blobs,
            maxLength: blobs,
          }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
    }),
  );

function unpack(shape: RecordShape<Row>, { buffer, records }: Batch): Row[] {
  const read: Row[] = [];
  unpackBatch(shape, buffer, records, (row) => read.push(row));
  return read;
}

describe('a packed batch', () => {
  it('returns the written records in order', () => {
    fc.assert(
      fc.property(rows, ({ shape, rows }) => {
        const packed = rows.map((row) => packable(shape, row));
        const bytes = packed.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
        // A reused buffer: full to the last word, with old content.
        const batch = new Batch(new Uint8Array(bytes).fill(0xff).buffer);
        for (const record of packed) expect(batch.append(record)).toBe(true);
        expect(unpack(shape, batch)).toEqual(rows);
      }),
      { seed: 7 },
    );
  });

  it('contains nothing of earlier batches', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(0x00, 0xff), ({ shape, rows }, dirt) => {
        const packed = rows.map((row) => packable(shape, row));
        const bytes = packed.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
        const [dirty, clean] = [dirt, 0].map((filler) => {
          const batch = new Batch(new Uint8Array(bytes + 64).fill(filler).buffer);
          for (const record of packed) batch.append(record);
          return new Uint8Array(batch.buffer, 0, batch.usedBytes);
        });
        expect(dirty).toEqual(clean);
      }),
      { seed: 7 },
    );
  });

  it('accepts what fits and leaves the rest complete', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 100 }), ({ shape, rows }, words) => {
        const batch = new Batch(new ArrayBuffer(words * 8));
        const taken: Row[] = [];
        let free = words * 8;
        for (const row of rows) {
          const record = packable(shape, row);
          const fits = record.packedBytes <= free;
          expect(batch.append(record)).toBe(fits);
          if (!fits) continue;
          taken.push(row);
          free -= record.packedBytes;
        }
        expect(batch.records).toBe(taken.length);
        expect(unpack(shape, batch)).toEqual(taken);
      }),
      { seed: 7 },
    );
  });

  it('has the same size of each record at both ends', () => {
    fc.assert(
      fc.property(rows, ({ shape, rows }) => {
        const packed = rows.map((row) => packable(shape, row));
        const sizes = packed.map(({ packedBytes }) => packedBytes);
        const batch = new Batch(new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0)));
        for (const record of packed) batch.append(record);
        const read: number[] = [];
        unpackBatch(shape, batch.buffer, batch.records, (_, packedBytes) => read.push(packedBytes));
        expect(read).toEqual(sizes);
      }),
      { seed: 7 },
    );
  });
});
