import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingBuffer } from '../../src/vocabulary/growing-buffer.ts';

/** Pieces of one slab, as a socket's read buffer would give them. */
function piecesOf(slab: Buffer, lengths: readonly number[]): Buffer[] {
  let at = 0;
  return lengths.map((length) => slab.subarray(at, (at += length)));
}

const lengths = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 12 });

describe('a growing buffer', () => {
  it('holds appended pieces in order, as far as the limit allows', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 12_000 }), (lengths, bytesMax) => {
        const slab = Buffer.from(Array.from({ length: 40_000 }, (_, at) => at % 251));
        const buffer = new GrowingBuffer(bytesMax);
        let expected = Buffer.alloc(0);
        for (const piece of piecesOf(slab, lengths)) {
          const fits = expected.length + piece.length <= bytesMax;
          expect(buffer.append(piece)).toBe(fits);
          if (fits) expected = Buffer.concat([expected, piece]);
          expect(buffer.bytes).toBe(expected.length);
          expect(buffer.view.equals(expected)).toBe(true);
        }
      }),
      { seed: 5 },
    );
  });

  it('accepts bytes up to the limit, and not one more', () => {
    const buffer = new GrowingBuffer(5);
    expect(buffer.append(Buffer.from('abc'))).toBe(true);
    expect(buffer.append(Buffer.from('de'))).toBe(true);
    expect(buffer.append(Buffer.from('f'))).toBe(false);
  });

  it('never writes into the memory of a piece', () => {
    fc.assert(
      fc.property(lengths, (lengths) => {
        const slab = Buffer.alloc(40_000, 1);
        const buffer = new GrowingBuffer(40_000);
        for (const piece of piecesOf(slab, lengths)) {
          buffer.append(piece);
          buffer.append(Buffer.from([2]));
        }
        expect(slab.equals(Buffer.alloc(40_000, 1))).toBe(true);
      }),
      { seed: 5 },
    );
  });

  it('does not copy a body that comes in one piece', () => {
    const buffer = new GrowingBuffer(10);
    const piece = Buffer.alloc(10, 'whole');
    buffer.append(piece);
    expect(buffer.view.buffer).toBe(piece.buffer);
  });

  it('copies a body that comes in single bytes a few times, not each time', () => {
    const buffer = new GrowingBuffer(100_000);
    const memories = new Set<ArrayBufferLike>();
    for (let at = 0; at < 100_000; at += 1) {
      buffer.append(Buffer.from([1]));
      memories.add(buffer.view.buffer);
    }
    expect(memories.size).toBeLessThan(10);
  });

  it('uses no more memory than its limit', () => {
    const buffer = new GrowingBuffer(10_000);
    for (let at = 0; at < 10; at += 1) buffer.append(Buffer.alloc(1_000));
    expect(buffer.view.buffer.byteLength).toBe(10_000);
  });

  it('keeps only the first bytes, in memory of their size, when it is shortened', () => {
    const buffer = new GrowingBuffer(100_000);
    for (let at = 0; at < 10; at += 1) buffer.append(Buffer.alloc(10_000, at));
    buffer.shorten(20_000);
    expect(buffer.view.equals(Buffer.alloc(20_000).fill(1, 10_000))).toBe(true);
    expect(buffer.view.buffer.byteLength).toBe(20_000);
  });

  it('stays the same when it is shortened to more than it holds', () => {
    const buffer = new GrowingBuffer(10);
    buffer.append(Buffer.from('abc'));
    buffer.shorten(5);
    expect(buffer.view.toString()).toBe('abc');
  });

  it('frees its memory when it is cleared', () => {
    const buffer = new GrowingBuffer(10_000);
    for (let at = 0; at < 2; at += 1) buffer.append(Buffer.alloc(1_000));
    buffer.clear();
    expect(buffer.view.buffer.byteLength).toBe(0);
  });

  it('does not change content that was taken out before it was cleared', () => {
    const buffer = new GrowingBuffer(10);
    for (const piece of ['a', 'b', 'c']) buffer.append(Buffer.from(piece));
    const taken = buffer.view;
    buffer.clear();
    expect(buffer.bytes).toBe(0);
    for (const piece of ['x', 'y']) buffer.append(Buffer.from(piece));
    expect(buffer.view.toString()).toBe('xy');
    expect(taken.toString()).toBe('abc');
  });
});
