import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateWindowMs } from '../../../src/fleet/nats/ensure-stream.ts';
import { PartJoiner, partsOf } from '../../../src/fleet/wire/parts.ts';
import { encodeTapMessage } from '../../../src/fleet/wire/tap-message.ts';

/** A message of one tap; its bytes differ from those of any other batch. */
function message(batch: number, size: number, tap = '00c0ffee', records = 0): Uint8Array {
  return encodeTapMessage({
    tap: { instance: tap, host: 'pod-1', version: '0.1.0' },
    partition: 0,
    batch,
    note: { completeTo: batch, wallOffsetMs: 0, openWrites: [], shed: {} },
    records,
    packed: new Uint8Array(size).fill(batch),
  });
}

/** All that comes out of a joiner for these parts. */
function joined(joiner: PartJoiner, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  return parts.flatMap((part) => joiner.add(part) ?? []);
}

describe('a message that fits into a payload', () => {
  it('is sent and received as it is', () => {
    const whole = message(1, 800);
    const parts = partsOf(whole, whole.byteLength);
    expect(parts).toEqual([whole]);
    expect(new PartJoiner().add(whole)).toBe(whole);
  });
});

describe('a message that is larger than a payload', () => {
  it('is split into parts that each fit, and joined again', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 48, max: 3000 }), (size, payloadBytesMax) => {
        const whole = message(3, size);
        const parts = partsOf(whole, payloadBytesMax);
        for (const part of parts) expect(part.byteLength).toBeLessThanOrEqual(payloadBytesMax);
        expect(joined(new PartJoiner(), parts)).toEqual([whole]);
      }),
      { seed: 19, numRuns: 200 },
    );
  });

  it('is joined from parts in any order, between those of other taps, however often they arrive', () => {
    const wholes = ['00000001', '00000002'].flatMap((tap) =>
      [1, 2].map((batch) => message(batch, 3000, tap)),
    );
    const parts = wholes.flatMap((whole) => partsOf(whole, 1024));
    const order = fc.shuffledSubarray([...parts, ...parts], { minLength: 2 * parts.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        const joiner = new PartJoiner();
        const found = joined(joiner, shuffled);
        expect(found).toHaveLength(wholes.length);
        expect(found).toEqual(expect.arrayContaining(wholes));
        expect(joiner.heldBytes).toBe(0);
      }),
      { seed: 19, numRuns: 100 },
    );
  });

  it('reports where in the stream its parts begin until it is joined', () => {
    const joiner = new PartJoiner();
    const [one = [], other = []] = [1, 2].map((batch) => partsOf(message(batch, 3000), 2500));
    joiner.add(one[0] ?? new Uint8Array(), 40);
    joiner.add(other[0] ?? new Uint8Array(), 41);
    expect(joiner.heldFrom).toBe(40);
    expect(joiner.add(one[1] ?? new Uint8Array(), 42)).not.toBeNull();
    expect(joiner.heldFrom).toBe(41);
    expect(joiner.add(other[1] ?? new Uint8Array(), 43)).not.toBeNull();
    expect(joiner.heldFrom).toBeNull();
  });
});

describe('a message that was split twice', () => {
  const whole = message(1, 4000, '00c0ffee', 25);
  const [large, small] = [1024, 512].map((size) => partsOf(whole, size));

  it('is joined from the smaller parts, between the larger ones', () => {
    const joiner = new PartJoiner();
    const [first, ...others] = large?.slice(0, -1) ?? [];
    const parts = [first, small?.[0], ...others, ...(small?.slice(1) ?? [])];
    expect(
      joined(
        joiner,
        parts.flatMap((part) => part ?? []),
      ),
    ).toEqual([whole]);
    expect([joiner.heldBytes, joiner.heldFrom]).toEqual([0, null]);
  });

  it('is joined once if all parts of both arrive', () => {
    const joiner = new PartJoiner();
    expect(joined(joiner, [...(large ?? []), ...(small ?? [])])).toEqual([whole]);
  });

  it('counts once if it stays incomplete', () => {
    let nowMs = 0;
    const joiner = new PartJoiner({ now: () => nowMs });
    joined(joiner, [...(large?.slice(0, 2) ?? []), ...(small?.slice(0, 2) ?? [])]);
    nowMs = 200_000;
    expect(joiner.expire()).toEqual([25]);
  });
});

describe('an incomplete message', () => {
  it('is dropped and counted if its next part takes too long', () => {
    let nowMs = 0;
    const joiner = new PartJoiner({ waitMs: 1000, now: () => nowMs });
    const [first = new Uint8Array(), second = new Uint8Array(), ...rest] = partsOf(
      message(1, 4000),
      1024,
    );
    joiner.add(first);
    nowMs = 900;
    joiner.add(second);
    nowMs = 1900;
    expect(joiner.expire()).toEqual([]);
    nowMs = 1901;
    expect(joiner.expire()).toHaveLength(1);
    expect(joiner.expire()).toEqual([]);
    expect(joiner.heldBytes).toBe(0);
    expect(joined(joiner, rest)).toEqual([]);
  });

  it('counts with the number of exchanges that its first part states', () => {
    let nowMs = 0;
    const joiner = new PartJoiner({ now: () => nowMs });
    const [whole, other] = [1, 2].map((batch) =>
      partsOf(message(batch, 4000, '00c0ffee', 25), 1024),
    );
    joined(joiner, whole?.slice(0, 2) ?? []);
    joined(joiner, other?.slice(1) ?? []);
    nowMs = 200_000;
    expect(joiner.expire()).toEqual([25, 0]);
  });

  it('is kept as long as a tap may send its other parts again after it was cut off', () => {
    let nowMs = 0;
    const joiner = new PartJoiner({ now: () => nowMs });
    const whole = message(1, 4000);
    const [first = new Uint8Array(), ...rest] = partsOf(whole, 1024);
    joiner.add(first);
    nowMs = duplicateWindowMs;
    expect(joiner.expire()).toEqual([]);
    expect(joined(joiner, rest)).toEqual([whole]);
  });

  it('is dropped in favour of later ones if there are too many', () => {
    const joiner = new PartJoiner({ messagesMax: 2 });
    const wholes = [1, 2, 3].map((batch) => message(batch, 3000));
    const split = wholes.map((whole) => partsOf(whole, 2500));
    expect(
      joined(
        joiner,
        split.map(([first]) => first ?? new Uint8Array()),
      ),
    ).toEqual([]);
    expect(joiner.expire()).toHaveLength(1);
    const rest = split.flatMap((parts) => parts.slice(1));
    expect(joined(joiner, rest)).toEqual(wholes.slice(1));
  });

  it('is dropped in favour of later ones if they have too many bytes', () => {
    const bytesMax = 20_000;
    const joiner = new PartJoiner({ bytesMax });
    for (let batch = 1; batch <= 50; batch += 1) {
      const parts = partsOf(message(batch, 3000), 1024);
      expect(joined(joiner, parts.slice(1))).toEqual([]);
      expect(joiner.heldBytes).toBeLessThanOrEqual(bytesMax);
    }
    expect(joiner.expire().length).toBeGreaterThan(40);
  });
});
