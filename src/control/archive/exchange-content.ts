import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Difference } from '../../vocabulary/difference.ts';

/** A kept exchange, as it is written into the archive. */
export function packContent(comparison: Comparison): Uint8Array {
  return zstdCompressSync(JSON.stringify(comparison));
}

/** The largest comparison there can be, with room to spare: the file may not be ours any more. */
const bytesMax = 8 * 1024 * 1024;

/** @throws where the content is damaged */
export function unpackContent(content: Uint8Array): Comparison {
  const json = zstdDecompressSync(content, { maxOutputLength: bytesMax }).toString('utf8');
  const comparison = JSON.parse(json) as StoredComparison;
  const { differences, secondary, addsErrors = false } = comparison;
  return {
    ...comparison,
    addsErrors,
    differences: differences.map(withShape),
    secondary:
      secondary === null
        ? null
        : { ...secondary, differences: secondary.differences.map(withShape) },
  };
}

/** An earlier version wrote nothing of errors in GraphQL. */
type StoredComparison = Omit<Comparison, 'addsErrors'> & Partial<Pick<Comparison, 'addsErrors'>>;

/** An earlier version wrote nothing of what values look like. */
type Stored = Omit<Difference, 'shape' | 'distance' | 'nature'> &
  Partial<Pick<Difference, 'shape' | 'distance' | 'nature'>>;

function withShape(difference: Stored): Difference {
  const { shape = null, distance = null, nature = null } = difference;
  return { ...difference, shape, distance, nature };
}
