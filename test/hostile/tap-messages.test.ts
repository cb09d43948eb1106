/**
 * Whoever may publish to the subjects of a fleet can send a hub any bytes: a tap that was taken over, another program with
 * the same credentials, a message that was cut. A hub must not fail because of them, must not read beyond a message into
 * the memory of others, must not reserve what a length of four bytes states, and must not trust a number that would
 * put an exchange into another tap's lane or make the order of exchanges meaningless.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartJoiner, partsOf } from '../../src/fleet/wire/parts.ts';
import { decodeTapMessage, encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { openWritesMax } from '../../src/vocabulary/exchange.ts';
import { failure } from '../../src/vocabulary/result.ts';
import { anyMessage } from '../fleet/wire/any-message.ts';
import {
  firstEnvelope,
  firstLayout,
  firstRow,
  handwritten,
} from '../fleet/wire/handwritten-message.ts';

const malformed = failure({ kind: 'malformed', records: 0 });
const [firstNumbers, firstBlobs] = firstRow;

/** Stands around a message in memory; no exchange may have it. */
const foreign = 0xa7;

/** @returns the decoded message, after a check that nothing in it lies outside of the bytes */
function decodeAmongOthers(message: Uint8Array): ReturnType<typeof decodeTapMessage> {
  const memory = new Uint8Array(message.byteLength + 128).fill(foreign);
  memory.set(message, 61);
  const bytes = memory.subarray(61, 61 + message.byteLength);
  const decoded = decodeTapMessage(bytes);
  if (decoded.fault !== null) return decoded;
  for (const { request, response } of decoded.value.exchanges) {
    const { head, body, trailers = body } = request;
    for (const blob of [head, body, trailers, response.head, response.body]) {
      if (blob.byteLength === 0) continue;
      expect(blob.buffer).toBe(memory.buffer);
      expect(blob.byteOffset).toBeGreaterThanOrEqual(bytes.byteOffset);
      expect(blob.byteOffset + blob.byteLength).toBeLessThanOrEqual(61 + message.byteLength);
    }
  }
  return decoded;
}

/** One of the first version, with a number in place of another. */
function withNumber(name: string, value: number): Buffer {
  const place = firstLayout.numbers.indexOf(name);
  return handwritten({ rows: [[firstNumbers.with(place, value), firstBlobs]] });
}

/** One of the first version, with another length in place of a byte string's. */
function withLength(name: string, length: number): Buffer {
  const message = handwritten({});
  const rowBytes = (firstNumbers.length + firstBlobs.length) * 8;
  const blobBytes = Math.ceil(firstBlobs.join('').length / 8) * 8;
  const lengthsAt = message.byteLength - blobBytes - rowBytes + firstNumbers.length * 8;
  message.writeDoubleLE(length, lengthsAt + firstLayout.blobs.indexOf(name) * 8);
  return message;
}

/** A message with an unknown field in its envelope. */
function withMood(mood: unknown): Buffer {
  return handwritten({ envelope: { ...firstEnvelope, mood } });
}

function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

/** Words that lengths and numbers may be replaced by. */
const evilWords = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0.5,
  2 ** 31,
  2 ** 32 + 8,
  2 ** 53,
  1e300,
];

describe('a tap message with modified bytes', () => {
  it('is rejected or read within its limits, whatever bytes are modified', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      to: fc.nat(255),
    });
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(change, { minLength: 1, maxLength: 8 }),
        ({ message }, changes) => {
          const bytes = encodeTapMessage(message);
          for (const { at, to } of changes) bytes[Math.floor(at * bytes.byteLength)] = to;
          const kind = decodeAmongOthers(bytes).fault?.kind ?? null;
          expect([null, 'malformed', 'unknown_version']).toContain(kind);
        },
      ),
      { seed: 19, numRuns: 400 },
    );
  });

  it('is rejected or read within its limits, whatever words are modified', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      to: fc.constantFrom(...evilWords),
    });
    fc.assert(
      fc.property(anyMessage, change, ({ message }, { at, to }) => {
        const bytes = encodeTapMessage(message);
        const words = Math.floor(message.packed.byteLength / 8);
        if (words > 0) {
          const from = bytes.byteLength - message.packed.byteLength + Math.floor(at * words) * 8;
          new DataView(bytes.buffer).setFloat64(from, to, true);
        }
        expect([null, 'malformed']).toContain(decodeAmongOthers(bytes).fault?.kind ?? null);
      }),
      { seed: 19, numRuns: 400 },
    );
  });

  it('is rejected wherever it is truncated', () => {
    const message = handwritten({});
    for (let length = 0; length < message.byteLength; length += 1) {
      expect(decodeTapMessage(message.subarray(0, length))).toEqual(malformed);
    }
  });

  it('is rejected with additional bytes at its end', () => {
    expect(decodeTapMessage(Buffer.concat([handwritten({}), Buffer.alloc(8)]))).toEqual(malformed);
  });

  it('is rejected if it is random noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeTapMessage(bytes)).toEqual(malformed);
      }),
      { seed: 19 },
    );
  });
});

describe('an impossible length or count', () => {
  it.each(firstLayout.blobs.flatMap((name) => evilWords.map((length) => [name, length] as const)))(
    'makes the message rejected: %s of %d bytes',
    (name, length) => {
      expect(decodeAmongOthers(withLength(name, length))).toEqual(malformed);
    },
  );

  it.each([28, 32, 36, 40, 44])(
    'in the preamble makes a hub reserve no memory: at byte %d',
    (at) => {
      const message = handwritten({});
      message.writeUInt32LE(0xffff_ffff, at);
      const before = process.memoryUsage();
      expect(decodeTapMessage(message).fault).not.toBeNull();
      const after = process.memoryUsage();
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1024 * 1024);
    },
  );

  it.each([
    ['none', 0],
    ['two, with the second beginning inside and ending outside', 2],
    ['four thousand million', 4_000_000_000],
  ])('makes the message rejected: %s, with one row', (_, records) => {
    const rows = [[firstNumbers, firstBlobs.with(3, 'x'.repeat(1000))]] as const;
    expect(decodeTapMessage(handwritten({ rows, records }))).toEqual(malformed);
  });

  it('makes a hub reject rows without fields', () => {
    const layout = { numbers: [], blobs: [], words: {} };
    const message = handwritten({ layout, rows: [], records: 4_000_000_000 });
    expect(decodeTapMessage(message)).toEqual(malformed);
  });
});

describe('an impossible number', () => {
  it.each([
    ['sequence', [0, -1, 1.5, 2 ** 36, 2 ** 53, Number.NaN]],
    ['connection', [-1, 0.5, 2 ** 60, Number.NaN]],
    ['revision', [-1, 0.5, Number.POSITIVE_INFINITY]],
    ['wallClockMs', [Number.NaN, Number.POSITIVE_INFINITY]],
    ['startedAt', [Number.NaN, Number.NEGATIVE_INFINITY]],
    ['sentAt', [Number.NaN]],
    ['firstByteAt', [Number.NaN]],
    ['endedAt', [Number.NaN, Number.POSITIVE_INFINITY]],
    ['firstPayloadAt', [Number.POSITIVE_INFINITY]],
    ['largestGapMs', [Number.NEGATIVE_INFINITY]],
    ['slackTotalMs', [Number.NaN]],
  ])('makes the message rejected: %s', (name, values) => {
    for (const value of values)
      expect(decodeTapMessage(withNumber(name, value))).toEqual(malformed);
  });

  it.each([
    ['of a write that is no sequence', 'aaaaaaaa'],
    ['with a part of a number', 'aaaa'],
    ['of more writes than an exchange has', '\0'.repeat(8 * 65)],
  ])('makes the message rejected: open writes %s', (_, openWrites) => {
    const rows = [[firstNumbers, firstBlobs.with(4, openWrites)]] as const;
    expect(decodeTapMessage(handwritten({ rows }))).toEqual(malformed);
  });
});

describe('impossible JSON in a tap message', () => {
  const { note } = firstEnvelope;

  it.each([
    ['no object', [1]],
    ['names that are no texts', { ...firstLayout, numbers: [...firstLayout.numbers, 7] }],
    ['a repeated name', { ...firstLayout, blobs: [...firstLayout.blobs, 'requestHead'] }],
    [
      'thousands of names',
      { ...firstLayout, blobs: Array.from({ length: 5000 }, (_, n) => `${n}`) },
    ],
    ['words that are no list', { ...firstLayout, words: { leftOut: { length: 3 } } }],
  ])('makes the message rejected: a layout with %s', (_, layout) => {
    expect(decodeTapMessage(handwritten({ layout, rows: [] }))).toEqual(malformed);
  });

  it.each([
    ['no note', { host: 'pod-1' }],
    ['a host that is no text', { ...firstEnvelope, host: 7 }],
    ['a host of a megabyte', { ...firstEnvelope, host: 'a'.repeat(1024 * 1024) }],
    ['a host that PostgreSQL cannot store', { ...firstEnvelope, host: 'pod\0' }],
    ['a version with half a character', { ...firstEnvelope, version: '\ud800' }],
    ['a time that is no number', { note: { ...note, completeTo: '1' } }],
    ['an invalid time', { note: { ...note, wallOffsetMs: null } }],
    ['half an open write', { note: { ...note, openWrites: [1, 2, 3] } }],
    ['an open write with no sequence', { note: { ...note, openWrites: [-1, 2] } }],
    ['a count below zero', { note: { ...note, shed: { aborted: -1 } } }],
    ['a count that is no number', { note: { ...note, shed: { aborted: {} } } }],
    ['a count of more than a tap can number', { note: { ...note, shed: { aborted: 2 ** 36 } } }],
  ])('makes the message rejected: an envelope with %s', (_, envelope) => {
    expect(decodeTapMessage(handwritten({ envelope }))).toEqual(malformed);
  });

  it('cannot list more open writes than a tap may', () => {
    const openWrites = Array.from({ length: 100_000 }, (_, at) => at + 1);
    const decoded = decodeTapMessage(handwritten({ envelope: { note: { ...note, openWrites } } }));
    expect(decoded.value?.message.note.openWrites).toHaveLength(openWritesMax);
  });

  it('cannot reach the prototype of objects in a hub', () => {
    const evil = JSON.parse('{"__proto__": 3, "constructor": 4}') as object;
    const message = handwritten({
      layout: { ...firstLayout, words: JSON.parse('{"__proto__": ["x"]}') as object },
      envelope: { note: { ...note, shed: evil } },
    });
    expect(decodeTapMessage(message).value).toMatchObject({
      message: { note: { shed: { unreadable: 7 } } },
    });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    ['a megabyte', 'x'.repeat(1_000_000), 'x'.repeat(1_100_000)],
    ['a thousand lists', nested(900), nested(1100)],
  ])('makes the message rejected unread with more than %s', (_, less, more) => {
    expect(decodeTapMessage(withMood(less))).toMatchObject({ fault: null });
    expect(decodeTapMessage(withMood(more))).toEqual(malformed);
  });
});

describe('impossible parts of a message', () => {
  it('occupy no more memory than a joiner may use, whatever lengths they state', () => {
    const joiner = new PartJoiner({ bytesMax: 100_000 });
    const [part = new Uint8Array()] = partsOf(new Uint8Array(handwritten({})), 500);
    const view = new DataView(part.buffer);
    for (let batch = 1; batch <= 2000; batch += 1) {
      view.setFloat64(16, batch, true);
      expect(joiner.add(part)).toBeNull();
      expect(joiner.heldBytes).toBeLessThanOrEqual(100_000);
    }
  });

  it.each([
    ['has an index beyond the count', 28, 7],
    ['belongs to zero parts', 32, 0],
    ['belongs to four thousand million parts', 32, 0xffff_ffff],
    ['belongs to four gigabytes', 36, 0xffff_ffff],
    ['belongs to zero bytes', 36, 0],
  ])('are counted as malformed: a part that %s', (_, at, value) => {
    const joiner = new PartJoiner();
    const [part = new Uint8Array()] = partsOf(new Uint8Array(handwritten({})), 500);
    new DataView(part.buffer).setUint32(at, value, true);
    expect(joiner.add(part)).toBe(part);
    expect(decodeTapMessage(part)).toEqual(malformed);
    expect(joiner.heldBytes).toBe(0);
  });

  it('are counted as malformed: an empty part of an empty message', () => {
    const joiner = new PartJoiner();
    const [part = new Uint8Array()] = partsOf(new Uint8Array(handwritten({})), 500);
    new DataView(part.buffer).setUint32(36, 0, true);
    const empty = part.subarray(0, 40);
    expect(joiner.add(empty)).toBe(empty);
    expect(joiner.heldBytes).toBe(0);
  });

  it('are never joined with parts that state another number', () => {
    const joiner = new PartJoiner();
    const whole = new Uint8Array(handwritten({}));
    const [one = new Uint8Array()] = partsOf(whole, 500);
    const [, ...others] = partsOf(whole, 400);
    expect([one, ...others].map((part) => joiner.add(part))).toEqual(
      Array.from({ length: 1 + others.length }, () => null),
    );
  });

  it('are read within their limits, whatever bytes are modified', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(39), fc.nat(255), ({ message }, at, to) => {
        const joiner = new PartJoiner({ bytesMax: 10_000_000 });
        for (const part of partsOf(encodeTapMessage(message), 600)) {
          const changed = part.slice();
          changed[at] = to;
          const found = joiner.add(changed);
          if (found !== null) decodeAmongOthers(found);
        }
        expect(joiner.heldBytes).toBeLessThanOrEqual(10_000_000);
      }),
      { seed: 19, numRuns: 200 },
    );
  });
});
