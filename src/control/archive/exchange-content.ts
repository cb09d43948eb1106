import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import type { Specimen } from '../../vocabulary/specimen.ts';

/** The format that is written. Version 1 has no number and no alignment, and may lack later members. */
const formatNow = 2;

/** A kept exchange, as it is written into the archive. */
export function packContent(comparison: Comparison): Uint8Array {
  // It means nothing outside of this process.
  const { tenure: _, ...kept } = comparison;
  return zstdCompressSync(JSON.stringify({ format: formatNow, ...kept }));
}

/** An upper bound for a comparison: the file may have been replaced. */
const bytesMax = 8 * 1024 * 1024;

/** Null if it is damaged, or was written by a later version of Parallax. */
export function unpackContent(content: Uint8Array): Comparison | null {
  try {
    const json = zstdDecompressSync(content, { maxOutputLength: bytesMax }).toString('utf8');
    const { format = 1, ...comparison } = JSON.parse(json) as StoredComparison;
    return format > formatNow ? null : withDefaults(comparison);
  } catch {
    return null;
  }
}

function withDefaults(comparison: Omit<StoredComparison, 'format'>): Comparison {
  const { differences, secondary, specimen, addsErrors = false } = comparison;
  return {
    ...comparison,
    addsErrors,
    tenure: 0,
    specimen: specimen === null ? null : { ...specimen, alignment: specimen.alignment ?? null },
    differences: differences.map(withShape),
    secondary:
      secondary === null
        ? null
        : { ...secondary, differences: secondary.differences.map(withShape) },
  };
}

/** An earlier version did not save GraphQL errors and did not align lines. */
type StoredComparison = Omit<Comparison, 'addsErrors' | 'specimen' | 'tenure'> &
  Partial<Pick<Comparison, 'addsErrors'>> & {
    readonly format?: number;
    readonly specimen: (Omit<Specimen, 'alignment'> & Partial<Pick<Specimen, 'alignment'>>) | null;
  };

/** An earlier version did not save the shapes of values. */
type Stored = Omit<Difference, 'shape' | 'distance' | 'nature'> &
  Partial<Pick<Difference, 'shape' | 'distance' | 'nature'>>;

function withShape(difference: Stored): Difference {
  const { shape = null, distance = null, nature = null } = difference;
  return { ...difference, shape, distance, nature };
}
