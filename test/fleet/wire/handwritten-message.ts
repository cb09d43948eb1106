/** A message as another version might write it, byte by byte as docs/FLEET.md says, without the code under test. */
export interface Handwritten {
  readonly format?: number;
  readonly layout?: unknown;
  readonly envelope?: unknown;
  /** The numbers and the byte strings of each record. */
  readonly rows?: readonly (readonly [numbers: readonly number[], blobs: readonly string[]])[];
  /** The stated number of rows, if it is wrong. */
  readonly records?: number;
  /** In place of `rows`. */
  readonly packed?: Uint8Array;
}

/** The fields of the first version, which must never be given other names. */
export const firstLayout = {
  numbers: [
    'sequence',
    'connection',
    'wallClockMs',
    'startedAt',
    'sentAt',
    'firstByteAt',
    'endedAt',
    'paused',
    'leftOut',
    'firstPayloadAt',
    'largestGapMs',
    'requestWhole',
    'slackTotalMs',
    'slackFirstMs',
    'slackGapMs',
    'revision',
    'tenure',
  ],
  blobs: [
    'requestHead',
    'requestBody',
    'responseHead',
    'responseBody',
    'openWrites',
    'requestTrailers',
  ],
  words: { leftOut: ['not_sampled', 'aborted'] },
};

export const firstRow: readonly [readonly number[], readonly string[]] = [
  [7, 3, 1e12, 10, 11, 12, 13, 0, -1, Number.NaN, Number.NaN, 1, 0, 0, 0, 1, 0],
  ['GET / HTTP/1.1\r\n\r\n', '', 'HTTP/1.1 200 OK\r\n\r\n', 'hello', '', ''],
];

export const firstEnvelope = {
  host: 'pod-1',
  version: '0.1.0',
  note: { completeTo: 13, wallOffsetMs: 5, openWrites: [8, 12.5], shed: { aborted: 2 } },
};

export function handwritten(message: Handwritten): Buffer {
  const { rows = [firstRow], format = 1 } = message;
  const layout = padded(JSON.stringify(message.layout ?? firstLayout), ' ');
  const envelope = padded(JSON.stringify(message.envelope ?? firstEnvelope), ' ');
  const packed =
    message.packed ?? Buffer.concat(rows.map(([numbers, blobs]) => row(numbers, blobs)));
  const preamble = Buffer.alloc(48);
  preamble.write('PLXBATCH00c0ffee', 'latin1');
  preamble.writeDoubleLE(41, 16); // batch
  preamble.writeUInt32LE(2, 24); // partition
  preamble.writeUInt32LE(format, 28);
  preamble.writeUInt32LE(message.records ?? rows.length, 32);
  preamble.writeUInt32LE(layout.byteLength, 36);
  preamble.writeUInt32LE(envelope.byteLength, 40);
  preamble.writeUInt32LE(packed.byteLength, 44);
  return Buffer.concat([preamble, layout, envelope, packed]);
}

function row(numbers: readonly number[], blobs: readonly string[]): Buffer {
  const words = [...numbers, ...blobs.map((blob) => Buffer.byteLength(blob, 'latin1'))];
  const head = Buffer.alloc(words.length * 8);
  words.forEach((word, at) => head.writeDoubleLE(word, at * 8));
  return Buffer.concat([head, padded(blobs.join(''), '\0')]);
}

function padded(text: string, filler: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.byteLength % 8)) % 8, filler)]);
}
