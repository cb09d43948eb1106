import { type FileHandle, open } from 'node:fs/promises';
import { decodeTapMessage } from '../fleet/wire/tap-message.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { Result } from '../vocabulary/result.ts';
import { type FrameCipher, frameCipher } from './frame-cipher.ts';
import { findFrame, frameBytesMax, type FrameFault, frameHeadBytes, readFrame } from './frames.ts';
import { headBytesMax, readHeader, type RecordingHeader } from './header.ts';

/** The content of one frame of a recording. */
export type RecordedPart = (
  | {
      readonly kind: 'exchanges';
      /** By the recorder's monotonic clock, of one start of the process. */
      readonly exchanges: readonly Exchange[];
      /** The recorder's wall clock minus its monotonic clock, in milliseconds. */
      readonly wallOffsetMs: number;
    }
  | {
      readonly kind: 'fault';
      /** The start of the frame, in bytes from the start of the file. */
      readonly at: number;
      readonly words: string;
      /** The exchanges that are lost with it, as far as it states them. */
      readonly exchanges: number;
      /**
       * The number of exchanges that are lost with it is unknown: more than the batch that a recorder was
       * writing when it was killed.
       */
      readonly mayHideMore?: true;
    }
) & {
  /** The end of the frame, in bytes from the start of the file. */
  readonly end: number;
};

type FramePart =
  | Omit<Extract<RecordedPart, { kind: 'exchanges' }>, 'end'>
  | Omit<Extract<RecordedPart, { kind: 'fault' }>, 'end'>;

export interface OpenRecording extends AsyncDisposable {
  readonly header: RecordingHeader;
  /** Its frames in order. One is in memory at a time. */
  parts(): AsyncGenerator<RecordedPart>;
}

/**
 * Opens a recording. If a recorder is still writing it, or did not finish, it is read up to its last complete
 * frame.
 *
 * @param key of 32 bytes; null if none is given
 * @throws ParallaxError `recording` if it is not a recording, or is encrypted and there is no key; the
 *   system's error if
 *   the file cannot be read
 */
export async function openRecording(path: string, key: Buffer | null): Promise<OpenRecording> {
  await using opening = new AsyncDisposableStack();
  const file = await open(path, 'r');
  opening.defer(() => file.close());
  const start = await bytesAt(file, 0, headBytesMax);
  const { value: read, fault: headerFault } = readHeader(start);
  if (headerFault !== null) throw new ParallaxError('recording', `${path}: ${headerFault}`);
  const { header, bytes } = read;
  if (header.encryption !== null && key === null) {
    throw new ParallaxError('recording', `${path}: the recording is encrypted; give its key file`);
  }
  const cipher =
    header.encryption === null || key === null
      ? null
      : frameCipher(key, header.encryption.salt, start.subarray(0, bytes));
  const opened = opening.move();
  return {
    header,
    parts: () => partsFrom(file, bytes, cipher),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function* partsFrom(
  file: FileHandle,
  from: number,
  cipher: FrameCipher | null,
): AsyncGenerator<RecordedPart> {
  let at = from;
  for (let number = 0; ; number += 1) {
    const head = await bytesAt(file, at, frameHeadBytes);
    if (head.byteLength === 0) return;
    const length = head.byteLength < frameHeadBytes ? null : head.readUInt32LE(0);
    if (length === 0 || (length !== null && length > frameBytesMax)) {
      // A file may end with zeros after a loss of power. Without a plausible length, the start of the next
      // frame is unknown.
      const words = 'the length of the frame is invalid; the rest of the file is not read';
      yield { ...damage(at, words), end: at + frameHeadBytes };
      return;
    }
    const content = await bytesAt(file, at + frameHeadBytes, length ?? 0);
    if (length === null || content.byteLength < length) {
      const next = findFrame(content, cipher !== null);
      const end = at + head.byteLength + (next.value ?? content.byteLength);
      yield { ...endingWithin(at, next), end };
      if (next.fault !== null) return;
      at = end;
      continue;
    }
    const end = at + frameHeadBytes + length;
    yield { ...partOf(at, readFrame(content, head.readUInt32LE(4), number, cipher)), end };
    at = end;
  }
}

/**
 * A recorder that was killed leaves one incomplete frame. If others follow, its length is wrong.
 *
 * @param next the next frame after it
 */
function endingWithin(at: number, next: ReturnType<typeof findFrame>): FramePart {
  if (next.fault === 'none') return fault(at, 'the file ends within a frame');
  return damage(at, 'the length of the frame is wrong');
}

function partOf(at: number, frame: Result<Buffer, FrameFault>): FramePart {
  if (frame.fault !== null) return damage(at, frameFaults[frame.fault]);
  const { value: decoded, fault: refusal } = decodeTapMessage(frame.value, Number.MAX_SAFE_INTEGER);
  if (refusal !== null) return damage(at, messageFaults[refusal.kind], refusal.records);
  const { exchanges, message } = decoded;
  return { kind: 'exchanges', exchanges, wallOffsetMs: message.note.wallOffsetMs };
}

const frameFaults = {
  damaged: 'the frame is damaged',
  other_key: 'the frame was encrypted with another key',
} as const;

const messageFaults = {
  malformed: 'the frame is malformed',
  unknown_version: 'the frame has a format that this version cannot read',
} as const;

function fault(at: number, words: string, exchanges = 0) {
  return { kind: 'fault', at, words, exchanges } as const;
}

function damage(at: number, words: string, exchanges = 0): FramePart {
  return { ...fault(at, words, exchanges), mayHideMore: true };
}

/** Reads available bytes, up to a length, which may be wrong in a damaged file. */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
  let have = 0;
  while (have < buffer.byteLength) {
    const { bytesRead } = await file.read(buffer, have, buffer.byteLength - have, position + have);
    if (bytesRead === 0) break;
    have += bytesRead;
  }
  return buffer.subarray(0, have);
}
