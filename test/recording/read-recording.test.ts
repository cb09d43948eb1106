import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { frameCipher, newSalt } from '../../src/recording/frame-cipher.ts';
import { writeFrame } from '../../src/recording/frames.ts';
import { type RecordingHeader, writeHeader } from '../../src/recording/header.ts';
import { openRecording, type RecordedPart } from '../../src/recording/read-recording.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';

const instance = '0a1b2c3d';
const header: RecordingHeader = {
  version: '0.1.0',
  instance,
  host: 'here',
  primary: 'http://127.0.0.1:1',
  startedAtMs: 1_800_000_000_000,
  secrets: 'placeholders',
  encryption: null,
};
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-recording-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A message with one exchange: GET /{number}. */
function message(number: number): Uint8Array {
  const exchange = exchangesFrom(number)({ method: 'GET', target: `/${number}` });
  const packed = packable(exchangeShape, exchange);
  const batch = new Batch(new ArrayBuffer(packed.packedBytes));
  batch.append(packed);
  return encodeTapMessage({
    tap: { instance, host: 'here', version: '0.1.0' },
    partition: 0,
    batch: number,
    note: { completeTo: 0, wallOffsetMs: 5, openWrites: [], shed: {} },
    records: 1,
    packed: new Uint8Array(batch.buffer, 0, batch.usedBytes),
  });
}

interface Written {
  readonly path: string;
  /** The start of each frame, and the end of the file. */
  readonly places: readonly number[];
}

function write(name: string, frames: number, key: Buffer | null = null): Written {
  const salt = newSalt();
  const head = writeHeader({
    ...header,
    encryption: key === null ? null : { cipher: 'aes-256-gcm', salt },
  });
  const cipher = key === null ? null : frameCipher(key, salt, head);
  const path = join(folder, name);
  writeFileSync(path, head);
  const places = [head.byteLength];
  for (let number = 0; number < frames; number += 1) {
    const frame = writeFrame(message(number + 1), number, cipher);
    appendFileSync(path, frame);
    places.push((places.at(-1) ?? 0) + frame.byteLength);
  }
  return { path, places };
}

/** Targets of the exchanges, and the words of faults. */
async function read(path: string, key: Buffer | null = null): Promise<readonly string[]> {
  return (await partsOf(path, key)).flatMap(linesOf);
}

async function partsOf(path: string, key: Buffer | null): Promise<readonly RecordedPart[]> {
  await using recording = await openRecording(path, key);
  const parts: RecordedPart[] = [];
  for await (const part of recording.parts()) parts.push(part);
  return parts;
}

function linesOf(part: RecordedPart): readonly string[] {
  if (part.kind === 'fault') return [`${part.at}: ${part.words}`];
  return part.exchanges.map(
    ({ request }) => Buffer.from(request.head).toString('latin1').split(' ')[1] ?? '',
  );
}

describe('a recording file', () => {
  it('is read as it was written', async () => {
    const { path } = write('plain', 3);
    expect(await read(path)).toEqual(['/1', '/2', '/3']);
  });

  it('is read up to its last complete frame if it was cut off', async () => {
    const { path, places } = write('whole', 3);
    const bytes = readFileSync(path);
    const [first = 0, second = 0, third = 0, end = 0] = places;
    for (let cut = first + 1; cut < end; cut += 13) {
      const whole = [first, second, third, end].filter((place) => place <= cut).length - 1;
      const at = places[whole] ?? 0;
      const cutPath = join(folder, 'cut');
      writeFileSync(cutPath, bytes.subarray(0, cut));
      const due = ['/1', '/2', '/3'].slice(0, whole);
      const words = at === cut ? [] : [`${at}: the file ends within a frame`];
      expect(await read(cutPath)).toEqual([...due, ...words]);
    }
  });

  it('is read on after a damaged frame', async () => {
    const { path, places } = write('damaged', 3);
    const bytes = readFileSync(path);
    const at = places[1] ?? 0;
    bytes[at + 20] = (bytes[at + 20] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await read(path)).toEqual(['/1', `${at}: the frame is damaged`, '/3']);
  });

  it('that ends with zeros after a power failure has one fault', async () => {
    const { path, places } = write('zeros', 1);
    appendFileSync(path, Buffer.alloc(4096));
    expect(await read(path)).toEqual(['/1', expect.stringMatching(`^${places[1]}: `)]);
  });

  it('with an invalid time has a malformed header', async () => {
    const path = join(folder, 'no-date');
    writeFileSync(path, writeHeader({ ...header, startedAtMs: 1e300 }));
    await expect(read(path)).rejects.toThrow('the header is malformed');
  });

  it.each([
    ['plain', null],
    ['encrypted', randomBytes(32)],
  ])('is read on after a frame whose length reaches behind its end: %s', async (name, key) => {
    const { path, places } = write(`long-${name}`, 4, key);
    const bytes = readFileSync(path);
    const at = places[1] ?? 0;
    bytes.writeUInt32LE(bytes.byteLength, at);
    writeFileSync(path, bytes);
    const parts = await partsOf(path, key);
    const words = `${at}: the length of the frame is wrong`;
    expect(parts.flatMap(linesOf)).toEqual(['/1', words, '/3', '/4']);
    expect(parts[1]).toMatchObject({ mayHideMore: true, end: places[2] });
  });

  it('has a frame of impossible length named, and is not read further', async () => {
    const { path, places } = write('long', 2);
    const bytes = readFileSync(path);
    const at = places[1] ?? 0;
    bytes.writeUInt32LE(0xffff_ffff, at);
    writeFileSync(path, bytes);
    const words = 'the length of the frame is invalid; the rest of the file is not read';
    expect(await read(path)).toEqual(['/1', `${at}: ${words}`]);
  });
});

describe('an encrypted recording', () => {
  const key = randomBytes(32);

  it('is read with its key', async () => {
    const { path } = write('sealed', 2, key);
    expect(await read(path, key)).toEqual(['/1', '/2']);
  });

  it('has frames named that the key does not open', async () => {
    const { path, places } = write('other-key', 1, key);
    const words = 'the frame was encrypted with another key';
    expect(await read(path, randomBytes(32))).toEqual([`${places[0]}: ${words}`]);
  });

  it('is refused without a key', async () => {
    const { path } = write('no-key', 1, key);
    await expect(read(path)).rejects.toThrow('the recording is encrypted; give its key file');
  });

  it('rejects a frame that was moved to another place', async () => {
    const { path, places } = write('moved', 2, key);
    const bytes = readFileSync(path);
    const [first = 0, second = 0] = places;
    const moved = Buffer.concat([
      bytes.subarray(0, first),
      bytes.subarray(second),
      bytes.subarray(first, second),
    ]);
    writeFileSync(path, moved);
    const lines = await read(path, key);
    expect(lines).toEqual(lines.map(() => expect.stringContaining('another key')));
  });
});

describe('a file that is not a recording', () => {
  it.each([
    ['a HAR', '{"log":{}}\n', 'this is not a recording of Parallax'],
    ['an empty file', '', 'this is not a recording of Parallax'],
    ['a later format', 'parallax-recording 2\n{}\n', 'written in a later format'],
    ['a cut-off header', 'parallax-recording 1\n{"ver', 'the file ends before its header does'],
    ['a foreign header', 'parallax-recording 1\n{}\n', 'the header is malformed'],
  ])('is refused: %s', async (_, text, words) => {
    const path = join(folder, 'foreign');
    writeFileSync(path, text);
    await expect(read(path)).rejects.toThrow(words);
  });
});
