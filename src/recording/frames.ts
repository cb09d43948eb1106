import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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

/** The message of a frame, or the fault of the frame. */
export type ReadFrame =
  | { readonly fault: null; readonly message: Buffer }
  | { readonly fault: 'damaged' | 'other_key' };

/**
 * @param content the bytes after the frame's head
 * @param checksum from the frame's head
 */
export function readFrame(
  content: Buffer,
  checksum: number,
  number: number,
  cipher: FrameCipher | null,
): ReadFrame {
  if (crc32(content) !== checksum) return { fault: 'damaged' };
  const compressed = cipher === null ? content : cipher.unseal(number, content);
  if (compressed === null) return { fault: 'other_key' };
  try {
    // Not a buffer of a pool, as records are read as views of this memory.
    return {
      fault: null,
      message: zstdDecompressSync(compressed, { maxOutputLength: messageBytesMax }),
    };
  } catch {
    return { fault: 'damaged' };
  }
}
