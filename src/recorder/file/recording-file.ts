import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { constants } from 'node:fs';
import { frameCipher, newSalt } from '../../recording/frame-cipher.ts';
import { writeFrame } from '../../recording/frames.ts';
import { type RecordingHeader, writeHeader } from '../../recording/header.ts';
import { renameFormer } from './former-files.ts';

const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
/** Only the owner may read a recording. */
const mode = 0o600;

export type HeaderValues = Omit<RecordingHeader, 'startedAtMs' | 'encryption'>;

/** A recording that is being written. Its calls must not overlap. */
export interface RecordingFile {
  /** The size of the file. */
  readonly bytes: number;
  readonly frames: number;
  /**
   * Appends a message of a tap.
   *
   * @throws the system's error; then the file ends before the frame, as far as the system allows
   */
  append(message: Uint8Array): Promise<void>;
  /** @returns when everything appended is on the disk */
  sync(): Promise<void>;
  close(): Promise<void>;
  /** Closes it after an error, and removes it if it has no frames: a full disk would fill with such files. */
  abandon(): Promise<void>;
}

/**
 * Starts a recording. An existing one is renamed: its end may be torn, so nothing is written after it.
 *
 * @param key of 32 bytes; null for a file that is not encrypted
 * @throws ParallaxError `recording` if the existing file is not a recording; the system's error
 */
export async function beginRecording(
  path: string,
  values: HeaderValues,
  key: Buffer | null,
): Promise<RecordingFile> {
  await renameFormer(path);
  const salt = newSalt();
  const header = writeHeader({
    ...values,
    startedAtMs: Date.now(),
    encryption: key === null ? null : { cipher: 'aes-256-gcm', salt },
  });
  const cipher = key === null ? null : frameCipher(key, salt, header);
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, mode);
  try {
    await writeAll(file, header);
  } catch (error) {
    await removeBegun(file, path);
    throw error;
  }
  let bytes = header.byteLength;
  let frames = 0;
  return {
    get bytes() {
      return bytes;
    },
    get frames() {
      return frames;
    },
    async append(message) {
      const frame = writeFrame(message, frames, cipher);
      try {
        await writeAll(file, frame);
      } catch (error) {
        await file.truncate(bytes).catch(() => undefined);
        throw error;
      }
      bytes += frame.byteLength;
      frames += 1;
    },
    sync: () => file.datasync(),
    close: () => file.close(),
    async abandon() {
      if (frames === 0) await removeBegun(file, path);
      else await file.close();
    },
  };
}

/**
 * Closes a file, and removes it unless another recorder has renamed it: then that recorder's file is at the
 * path.
 */
async function removeBegun(file: FileHandle, path: string): Promise<void> {
  const begun = await file.stat({ bigint: true }).finally(() => file.close());
  const there = await stat(path, { bigint: true });
  if (there.ino === begun.ino && there.dev === begun.dev) await unlink(path);
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.byteLength - at);
    at += bytesWritten;
  }
}
