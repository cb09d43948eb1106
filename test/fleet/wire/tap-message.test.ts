import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTapMessage, encodeTapMessage } from '../../../src/fleet/wire/tap-message.ts';
import { success } from '../../../src/vocabulary/result.ts';
import { anyMessage } from './any-message.ts';

const runs = { seed: 19, numRuns: 200 };

/** At an address that is no multiple of 8, as a server's bytes may come. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const memory = new Uint8Array(bytes.byteLength + 16).fill(0xff);
  memory.set(bytes, 3);
  return memory.subarray(3, 3 + bytes.byteLength);
}

describe('a message of a tap', () => {
  it('is read by a hub as it was written, at any memory address', () => {
    fc.assert(
      fc.property(anyMessage, ({ message: { packed: _, ...message }, exchanges }) => {
        const bytes = unaligned(encodeTapMessage({ ...message, packed: _ }));
        expect(decodeTapMessage(bytes)).toEqual(success({ message, exchanges }));
      }),
      runs,
    );
  });

  it('has the same bytes in a Buffer, whose slices share memory', () => {
    fc.assert(
      fc.property(anyMessage, ({ message, exchanges }) => {
        const decoded = decodeTapMessage(Buffer.from(encodeTapMessage(message)));
        expect(decoded).toMatchObject({ fault: null, value: { exchanges } });
      }),
      { seed: 19, numRuns: 20 },
    );
  });

  it('is read without a copy of its bodies', () => {
    fc.assert(
      fc.property(anyMessage, ({ message }) => {
        const bytes = unaligned(encodeTapMessage(message));
        const exchanges = decodeTapMessage(bytes).value?.exchanges ?? [];
        const bodies = exchanges.map((one) => one.response.body);
        for (const body of bodies.filter(({ byteLength }) => byteLength > 0)) {
          expect(body.buffer).toBe(bytes.buffer);
        }
      }),
      { seed: 19, numRuns: 20 },
    );
  });

  it('keeps the first 255 characters of the names of its host and version', () => {
    const long = 'a'.repeat(300);
    const bytes = encodeTapMessage({
      tap: { instance: '00c0ffee', host: long, version: long },
      partition: 0,
      batch: 1,
      note: { completeTo: 0, wallOffsetMs: 0, openWrites: [], shed: {} },
      records: 0,
      packed: new Uint8Array(),
    });
    const name = 'a'.repeat(255);
    expect(decodeTapMessage(bytes).value).toMatchObject({
      message: { tap: { instance: '00c0ffee', host: name, version: name } },
    });
  });
});
