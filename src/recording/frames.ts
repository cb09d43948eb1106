import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { FrameCipher } from './frame-cipher.ts';

/** A frame's length and its checksum, each as 32 bits, little-endian. */
export const frameHeadBytes = 8;
/**
 * The limit for one frame on disk. A message of a tap is smaller: it has a few exchanges of at most a few MB.
 */
export const frameBytesMax = 256 * 1024 * 1024;
/** The limit for one frame, decompressed. */
const messageBytesMax = 512 * 1024 * 1024;

/**
 * Makes a frame of a message: its length, its CRC-32, and the message, compressed by zstd and then encrypted
 * if the file is.
 *
 * @param number of the frame in its file, from 0
 */
export function writeFrame(
  message: Uint8Array,
  number: number,
  cipher: FrameCipher | null,
): Buffer {
  const compressed = zstdCompressSync(message);
  const content = cipher === null ? compressed : cipher.seal(number, compressed);
  const frame = Buffer.alloc(frameHeadBytes + content.byteLength);
  frame.writeUInt32LE(content.byteLength, 0);
  frame.writeUInt32LE(crc32(content), 4);
  frame.set(content, frameHeadBytes);
  return frame;
}

/** Why a frame has no message. */
export type FrameFault = 'damaged' | 'other_key';

/**
 * The message of a frame.
 *
 * @param content the bytes after the frame's head
 * @param checksum from the frame's head
 */
export function readFrame(
  content: Buffer,
  checksum: number,
  number: number,
  cipher: FrameCipher | null,
): Result<Buffer, FrameFault> {
  if (crc32(content) !== checksum) return failure('damaged');
  const compressed = cipher === null ? content : cipher.unseal(number, content);
  if (compressed === null) return failure('other_key');
  try {
    // Not a buffer of a pool, as records are read as views of this memory.
    return success(zstdDecompressSync(compressed, { maxOutputLength: messageBytesMax }));
  } catch {
    return failure('damaged');
  }
}

/** The first bytes of data that zstd has compressed, as a number (RFC 8878, section 3.1.1). */
const zstdMagic = 0xfd2f_b528;
/** The limit for the bytes of which checksums are computed in a search: they take about a second. */
const searchedBytesMax = 1024 * 1024 * 1024;

/**
 * Finds the next complete frame in the remaining bytes of a file whose frame has a length that may be wrong.
 *
 * @param isEncrypted without encryption, a frame is recognized by its first bytes
 * @returns its position; `unknown` if the search would take too long
 */
export function findFrame(rest: Buffer, isEncrypted: boolean): Result<number, 'none' | 'unknown'> {
  let leftBytes = searchedBytesMax;
  for (let at = 0; at + frameHeadBytes < rest.byteLength; at += 1) {
    const end = at + frameHeadBytes + rest.readUInt32LE(at);
    if (!mayEndAt(end, rest) || !(isEncrypted || hasMagic(rest, at))) continue;
    const content = rest.subarray(at + frameHeadBytes, end);
    leftBytes -= content.byteLength;
    if (leftBytes < 0) return failure('unknown');
    if (content.byteLength > 0 && crc32(content) === rest.readUInt32LE(at + 4)) return success(at);
  }
  return failure('none');
}

/** Whether the file ends there, or another frame may follow. */
function mayEndAt(end: number, rest: Buffer): boolean {
  if (end + frameHeadBytes > rest.byteLength) return end <= rest.byteLength;
  const length = rest.readUInt32LE(end);
  return length > 0 && length <= frameBytesMax;
}

function hasMagic(rest: Buffer, at: number): boolean {
  const contentAt = at + frameHeadBytes;
  return contentAt + 4 <= rest.byteLength && rest.readUInt32LE(contentAt) === zstdMagic;
}
