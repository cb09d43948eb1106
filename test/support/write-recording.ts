import { appendFileSync, writeFileSync } from 'node:fs';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { frameCipher, newSalt } from '../../src/recording/frame-cipher.ts';
import { writeFrame } from '../../src/recording/frames.ts';
import { type RecordingHeader, writeHeader } from '../../src/recording/header.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';

export interface RecordingOptions {
  readonly instance?: string;
  /** The wall clock minus the clock of the exchanges, in milliseconds. */
  readonly wallOffsetMs?: number;
  readonly startedAtMs?: number;
  readonly key?: Buffer | null;
  readonly perFrame?: number;
}

/** Writes exchanges as a recorder does. */
export function writeRecording(
  path: string,
  exchanges: readonly Exchange[],
  options: RecordingOptions = {},
): void {
  const { instance = '0a1b2c3d', key = null, perFrame = 50 } = options;
  const [first] = exchanges;
  const { wallOffsetMs = first === undefined ? 0 : first.wallClockMs - first.startedAt } = options;
  const { startedAtMs = wallOffsetMs + (first?.startedAt ?? 0) } = options;
  const salt = newSalt();
  const header: RecordingHeader = {
    version: '0.1.0',
    instance,
    host: 'here',
    primary: 'http://127.0.0.1:1',
    startedAtMs,
    secrets: 'kept',
    encryption: key === null ? null : { cipher: 'aes-256-gcm', salt },
  };
  const head = writeHeader(header);
  const cipher = key === null ? null : frameCipher(key, salt, head);
  writeFileSync(path, head);
  for (let at = 0; at < exchanges.length; at += perFrame) {
    const number = at / perFrame;
    const records = exchanges.slice(at, at + perFrame);
    const message = encodeTapMessage({
      tap: { instance, host: 'here', version: '0.1.0' },
      partition: 0,
      batch: number + 1,
      note: { completeTo: 0, wallOffsetMs, openWrites: [], shed: {} },
      records: records.length,
      packed: packed(records),
    });
    appendFileSync(path, writeFrame(message, number, cipher));
  }
}

function packed(records: readonly Exchange[]): Uint8Array {
  const all = records.map((record) => packable(exchangeShape, record));
  const batch = new Batch(new ArrayBuffer(all.reduce((sum, one) => sum + one.packedBytes, 0)));
  for (const one of all) batch.append(one);
  return new Uint8Array(batch.buffer, 0, batch.usedBytes);
}
