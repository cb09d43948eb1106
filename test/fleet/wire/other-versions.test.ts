import { describe, expect, it } from 'vitest';
import { decodeTapMessage } from '../../../src/fleet/wire/tap-message.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { failure, success } from '../../../src/vocabulary/result.ts';
import { firstEnvelope, firstLayout, firstRow, handwritten } from './handwritten-message.ts';

const [firstNumbers, firstBlobs] = firstRow;

function exchangesIn(decoded: ReturnType<typeof decodeTapMessage>): readonly Exchange[] {
  expect(decoded).toMatchObject({ fault: null });
  return decoded.value?.exchanges ?? [];
}

/** The first version's row with another number in place of one. */
function rowWith(name: string, value: number): typeof firstRow {
  const place = firstLayout.numbers.indexOf(name);
  return [firstNumbers.with(place, value), firstBlobs];
}

const exchange = {
  sequence: 7,
  connection: 3,
  revision: 1,
  tenure: 0,
  wallClockMs: 1e12,
  startedAt: 10,
  sentAt: 11,
  firstByteAt: 12,
  endedAt: 13,
  firstPayloadAt: Number.NaN,
  largestGapMs: Number.NaN,
  slack: { totalMs: 0, firstMs: 0, gapMs: 0 },
  paused: false,
  leftOut: null,
  requestWhole: true,
  openWrites: [],
  request: { head: bytes('GET / HTTP/1.1\r\n\r\n'), body: bytes('') },
  response: { head: bytes('HTTP/1.1 200 OK\r\n\r\n'), body: bytes('hello') },
};

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

describe('a message of the first version', () => {
  it('is read with its specified bytes', () => {
    const message = {
      tap: { instance: '00c0ffee', host: 'pod-1', version: '0.1.0' },
      partition: 2,
      batch: 41,
      note: {
        completeTo: 13,
        wallOffsetMs: 5,
        openWrites: [{ sequence: 8, startedAt: 12.5 }],
        shed: { aborted: 2 },
      },
      records: 1,
    };
    expect(decodeTapMessage(handwritten({}))).toEqual(success({ message, exchanges: [exchange] }));
  });
});

describe('a message of the previous version', () => {
  /** It knew no trailers, no slack and no pauses, and wrote times first. */
  const layout = {
    numbers: [
      'wallClockMs',
      'startedAt',
      'sentAt',
      'firstByteAt',
      'endedAt',
      'leftOut',
      'sequence',
    ],
    blobs: ['responseHead', 'responseBody', 'requestHead', 'requestBody'],
    words: { leftOut: ['aborted', 'not_sampled'] },
  };
  const blobs = ['HTTP/1.1 200 OK\r\n\r\n', 'hello', 'GET / HTTP/1.1\r\n\r\n', ''];

  it('is read by the names of its fields, with defaults for missing ones', () => {
    const message = handwritten({
      format: 0,
      layout,
      rows: [[[1e12, 10, 11, 12, 13, -1, 7], blobs]],
    });
    // Nothing may be concluded from a time or a request that may not be whole.
    const defaults = { connection: 0, revision: 0, paused: true, requestWhole: false };
    expect(exchangesIn(decodeTapMessage(message))).toEqual([{ ...exchange, ...defaults }]);
  });

  it('has its words translated', () => {
    const message = handwritten({
      format: 0,
      layout,
      rows: [
        [[1e12, 10, 11, 12, 13, 0, 7], blobs],
        [[1e12, 10, 11, 12, 13, 1, 8], blobs],
      ],
    });
    const reasons = exchangesIn(decodeTapMessage(message)).map(({ leftOut }) => leftOut);
    expect(reasons).toEqual(['aborted', 'not_sampled']);
  });

  it("may lack the tap's report on itself", () => {
    const envelope = { note: { completeTo: 13, wallOffsetMs: 5 } };
    expect(decodeTapMessage(handwritten({ format: 0, envelope })).value).toMatchObject({
      message: {
        tap: { instance: '00c0ffee', host: '', version: '' },
        note: { completeTo: 13, wallOffsetMs: 5, openWrites: [], shed: {} },
      },
    });
  });

  it.each(['sequence', 'startedAt', 'endedAt', 'leftOut'])(
    'cannot be read without the field %s',
    (name) => {
      const numbers = firstLayout.numbers.filter((other) => other !== name);
      const message = handwritten({ format: 0, layout: { ...firstLayout, numbers }, rows: [] });
      expect(decodeTapMessage(message)).toEqual(failure({ kind: 'malformed', records: 0 }));
    },
  );
});

describe('a message of the next version', () => {
  it('is read without unknown fields', () => {
    const layout = {
      numbers: ['http', ...firstLayout.numbers, 'priority'],
      blobs: ['requestHead', 'address', ...firstLayout.blobs.slice(1), 'certificate'],
      words: { ...firstLayout.words, http: ['h1', 'h2'] },
    };
    const [head = '', ...rest] = firstBlobs;
    const rows = [
      [
        [1, ...firstNumbers, 9],
        [head, '192.0.2.7', ...rest, 'pem'],
      ],
    ] as const;
    const message = handwritten({ format: 2, layout, rows: [...rows, ...rows] });
    expect(exchangesIn(decodeTapMessage(message))).toEqual([exchange, exchange]);
  });

  it.each([
    ['that the list of its words does not have', 5],
    ['that is no index of a list', 0.5],
    ['below that of no reason', -2],
    ['that is not a number', Number.NaN],
  ])(
    'keeps an exchange from being compared if the number of its reason is one %s',
    (_, leftOut) => {
      const message = handwritten({ format: 2, rows: [rowWith('leftOut', leftOut)] });
      expect(exchangesIn(decodeTapMessage(message))).toEqual([
        { ...exchange, leftOut: 'unreadable' },
      ]);
    },
  );

  it('leaves out an exchange with an unknown reason', () => {
    const layout = { ...firstLayout, words: { leftOut: ['aborted', 'eclipse'] } };
    const message = handwritten({ format: 2, layout, rows: [rowWith('leftOut', 1)] });
    expect(exchangesIn(decodeTapMessage(message))).toEqual([
      { ...exchange, leftOut: 'unreadable' },
    ]);
  });

  it('leaves out an exchange if it lists no reasons', () => {
    const layout = { ...firstLayout, words: {} };
    const message = handwritten({ format: 2, layout, rows: [rowWith('leftOut', 0)] });
    expect(exchangesIn(decodeTapMessage(message))).toEqual([
      { ...exchange, leftOut: 'unreadable' },
    ]);
  });

  it('has exchanges shed for unknown reasons counted as unreadable', () => {
    const shed = { aborted: 1, eclipse: 2, flood: 3 };
    const envelope = { ...firstEnvelope, note: { ...firstEnvelope.note, shed, mood: 'fine' } };
    expect(decodeTapMessage(handwritten({ format: 2, envelope })).value).toMatchObject({
      message: { note: { shed: { aborted: 1, unreadable: 5 } } },
    });
  });

  it('gives its hub no tenure', () => {
    const message = handwritten({ format: 2, rows: [rowWith('tenure', 4)] });
    expect(exchangesIn(decodeTapMessage(message))).toEqual([exchange]);
  });
});

describe('a message of a version further away', () => {
  it('is rejected, with the number of exchanges that this loses', () => {
    const message = handwritten({ format: 3, layout: 'other', envelope: [], records: 12 });
    expect(decodeTapMessage(message)).toEqual(failure({ kind: 'unknown_version', records: 12 }));
  });

  it('cannot state more exchanges than it has bytes', () => {
    const message = handwritten({ format: 3, records: 4_000_000_000 });
    expect(decodeTapMessage(message)).toEqual(
      failure({ kind: 'unknown_version', records: message.byteLength }),
    );
  });
});
