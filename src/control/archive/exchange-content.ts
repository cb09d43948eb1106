import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Comparison } from '../../vocabulary/comparison.ts';

/** A kept exchange, as it is written into the archive. */
export function packContent(comparison: Comparison): Uint8Array {
  return zstdCompressSync(JSON.stringify(comparison));
}

/** The largest comparison there can be, with room to spare: the file may not be ours any more. */
const bytesMax = 8 * 1024 * 1024;

/** @throws where the content is damaged */
export function unpackContent(content: Uint8Array): Comparison {
  const json = zstdDecompressSync(content, { maxOutputLength: bytesMax }).toString('utf8');
  return JSON.parse(json) as Comparison;
}
