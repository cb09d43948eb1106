import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeTapMessage } from '../../../src/fleet/wire/tap-message.ts';
import { openRecording } from '../../../src/recording/read-recording.ts';
import { beginRecording, type HeaderValues } from '../../../src/recorder/file/recording-file.ts';
import { RecordingWriter } from '../../../src/recorder/file/recording-writer.ts';
import { exchangeShape } from '../../../src/vocabulary/exchange-shape.ts';
import { Batch, packable } from '../../../src/vocabulary/packed-batch.ts';
import { exchangesFrom } from '../../shadow/exchange-fixture.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

const instance = '0a1b2c3d';
const folders: string[] = [];
const disk = mountSmallDisk();

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  disk?.[Symbol.dispose]();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-recorder-'));
  folders.push(folder);
  return folder;
}

/** One exchange: GET /{number}, with a body of so many bytes that hardly compress. */
function messageOf(number: number, bodyBytes = 0): Uint8Array {
  const body = Buffer.from(
    Array.from({ length: bodyBytes }, (_, at) => (at * at * 31 + (at >> 3) * number * 7) % 251),
  );
  const packed = packable(
    exchangeShape,
    exchangesFrom(number)({ target: `/${number}` }, { response: { head: body, body } }),
  );
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

const header: HeaderValues = {
  version: '0.1.0',
  instance,
  host: 'here',
  primary: 'http://127.0.0.1:1',
  secrets: 'placeholders',
};

interface Overrides {
  readonly rotateBytes?: number;
  readonly keepDays?: number;
  readonly budgetBytes?: number;
}

function openWriter(file: string, options: Overrides = {}) {
  const { rotateBytes = 1e9, keepDays = 7, budgetBytes = 1e9 } = options;
  const { log, lines } = memoryLog();
  const writer = new RecordingWriter({
    record: { file, rotateBytes, keepDays },
    header: () => header,
    key: null,
    budgetBytes,
    log,
    retryMs: 0,
  });
  const add = (message: Uint8Array): Promise<void> =>
    new Promise((onSettled) => writer.add({ message, exchanges: 1, onSettled }));
  return { writer, lines, add };
}

/** Targets of the exchanges, and the words of faults. */
async function read(path: string): Promise<readonly string[]> {
  await using recording = await openRecording(path, null);
  const lines: string[] = [];
  for await (const part of recording.parts()) {
    if (part.kind === 'fault') lines.push(part.words);
    else {
      for (const { request } of part.exchanges) {
        lines.push(Buffer.from(request.head).toString('latin1').split(' ')[1] ?? '');
      }
    }
  }
  return lines;
}

describe('a recording', () => {
  it('contains the added exchanges, and is accessible to its owner alone', async () => {
    const file = join(newFolder(), 'r');
    const { writer, add } = openWriter(file);
    await add(messageOf(1));
    await add(messageOf(2));
    await writer.close();
    expect(await read(file)).toEqual(['/1', '/2']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(writer.counts).toMatchObject({ exchanges: 2, lost: 0, bytes: statSync(file).size });
  });

  it('is renamed when it is large, and a new one begins', async () => {
    const folder = newFolder();
    const { writer, add } = openWriter(join(folder, 'r'), { rotateBytes: 300 });
    for (const number of [1, 2, 3]) await add(messageOf(number));
    await writer.close();
    const former = readdirSync(folder).filter((name) => name !== 'r');
    expect(former).toHaveLength(3);
    for (const name of former) {
      expect(name).toMatch(/^r-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-0a1b2c3d$/);
    }
    const all = await Promise.all(former.sort().map((name) => read(join(folder, name))));
    expect(all.flat()).toEqual(['/1', '/2', '/3']);
  });

  it('is never continued after an incomplete end: the former file is renamed first', async () => {
    const folder = newFolder();
    const file = join(folder, 'r');
    const first = openWriter(file);
    await first.add(messageOf(1));
    await first.writer.close();
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('torn')]));
    const second = openWriter(file);
    await second.add(messageOf(2));
    await second.writer.close();
    const former = readdirSync(folder).find((name) => name !== 'r') ?? '';
    expect(await read(file)).toEqual(['/2']);
    expect(await read(join(folder, former))).toEqual(['/1', 'the file ends within a frame']);
  });

  it.each([
    ['is empty', ''],
    ['ends within its first line', 'parallax-rec'],
    ['ends within its header', 'parallax-recording 1\n{"ver'],
  ])('replaces a former file that %s: it has no exchange', async (_, text) => {
    const folder = newFolder();
    const file = join(folder, 'r');
    writeFileSync(file, text);
    utimesSync(file, 1, 1);
    const { writer, add } = openWriter(file);
    await add(messageOf(1));
    await writer.close();
    expect(readdirSync(folder)).toEqual(['r']);
    expect(await read(file)).toEqual(['/1']);
  });

  it.each([
    ['of a later format', 'parallax-recording 2\n{}\n', 1],
    ['that another recorder may be starting now', '', Date.now() / 1000],
  ])('keeps a former file %s, under a new name', async (_, text, atSeconds) => {
    const folder = newFolder();
    const file = join(folder, 'r');
    writeFileSync(file, text);
    utimesSync(file, atSeconds, atSeconds);
    const { writer, add } = openWriter(file, { keepDays: 1e6 });
    await add(messageOf(1));
    await writer.close();
    const former = readdirSync(folder).find((name) => name !== 'r') ?? '';
    expect(readFileSync(join(folder, former), 'utf8')).toBe(text);
  });

  it('deletes old files with its own name, and no others', async () => {
    const folder = newFolder();
    const old = ['r-2020-01-01T000000.000Z-0a1b2c3d', 'other-2020-01-01T000000.000Z-0a1b2c3d'];
    for (const name of [...old, 'r-notes', 'r-2020-01-01T000000.001Z-0a1b2c3d']) {
      writeFileSync(join(folder, name), '');
    }
    for (const name of [...old, 'r-notes']) utimesSync(join(folder, name), 1, 1);
    const { writer, add } = openWriter(join(folder, 'r'));
    await add(messageOf(1));
    await writer.close();
    expect(readdirSync(folder).sort()).toEqual([
      'other-2020-01-01T000000.000Z-0a1b2c3d',
      'r',
      'r-2020-01-01T000000.001Z-0a1b2c3d',
      'r-notes',
    ]);
  });
});

describe('two recorders with the same path', () => {
  it('never replace or delete a file of the other one', async () => {
    const folder = newFolder();
    const both = [0, 1].map(() => openWriter(join(folder, 'r'), { rotateBytes: 300 }));
    await Promise.all(
      both.map(async ({ add, writer }) => {
        for (let number = 0; number < 40; number += 1) await add(messageOf(number));
        await writer.close();
      }),
    );
    const all = await Promise.all(readdirSync(folder).map((name) => read(join(folder, name))));
    const recorded = both.map(({ writer }) => writer.counts.exchanges);
    expect(all.flat()).toHaveLength(recorded[0]! + recorded[1]!);
    expect(Math.min(...recorded)).toBeGreaterThan(0);
  });

  it('keep the file of the second one when the first one abandons its file', async () => {
    const file = join(newFolder(), 'r');
    const first = await beginRecording(file, header, null);
    const second = await beginRecording(file, header, null);
    await second.append(messageOf(1));
    await first.abandon();
    await second.close();
    expect(await read(file)).toEqual(['/1']);
  });
});

describe('exchanges that are not recorded are counted', () => {
  it('if another file has the path, which stays unchanged', async () => {
    const file = join(newFolder(), 'r');
    writeFileSync(file, 'my notes');
    const { writer, add, lines } = openWriter(file);
    await add(messageOf(1));
    expect(writer.isUp).toBe(false);
    await writer.close();
    expect(readFileSync(file, 'utf8')).toBe('my notes');
    expect(writer.counts.lost).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ msg: 'recording has stopped: the file cannot be written' });
  });

  it('if too much waits to be written', async () => {
    const { writer, add } = openWriter(join(newFolder(), 'r'), { budgetBytes: 10 });
    await add(messageOf(1));
    await writer.close();
    expect(writer.counts).toMatchObject({ exchanges: 0, lost: 1 });
  });

  it('until a new limit allows more to wait', async () => {
    const { writer, add } = openWriter(join(newFolder(), 'r'), { budgetBytes: 10 });
    await add(messageOf(1));
    writer.limit(1e9);
    await add(messageOf(2));
    await writer.close();
    expect(writer.counts).toMatchObject({ exchanges: 1, lost: 1 });
  });

  it.skipIf(disk === null)(
    'while the disk is full: complete frames remain, and a new file begins when there is room',
    async () => {
      const folder = disk?.folder ?? '';
      const file = join(folder, 'r');
      const { writer, add, lines } = openWriter(file);
      await add(messageOf(1, 4096));
      disk?.fill();
      while (writer.counts.lost === 0) await add(messageOf(2, 64 * 1024));
      const lost = writer.counts.lost;
      disk?.free();
      while (writer.counts.lost === lost && writer.counts.exchanges < 2) await add(messageOf(3));
      await writer.close();
      const files = readdirSync(folder).filter((name) => name.startsWith('r'));
      const all = await Promise.all(files.map((name) => read(join(folder, name))));
      expect(all.flat().filter((line) => !line.startsWith('/'))).toEqual([]);
      expect(all.flat()).toHaveLength(writer.counts.exchanges);
      expect(await read(file)).toEqual(['/3']);
      // Those that were begun on the full disk are gone.
      expect(all).not.toContainEqual([]);
      expect(lines.map(({ msg }) => msg)).toEqual([
        'recording has stopped: the file cannot be written',
        'exchanges are recorded again',
      ]);
    },
  );
});

it('a missing folder stops the recording and nothing else', async () => {
  const { writer, add } = openWriter(join(newFolder(), 'none', 'r'));
  await add(messageOf(1));
  await writer.close();
  expect(writer.counts.lost).toBe(1);
});
