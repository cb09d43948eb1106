import type { Config } from '../../config/schema.ts';

/** Compressed bodies may become larger than captured plain ones. */
const decodedBytesMin = 16 * 1024 * 1024;

/** The largest size that a content coding may decode to. */
export function decodedBytesMaxOf({ capture }: Pick<Config, 'capture'>): number {
  return Math.max(decodedBytesMin, capture.bodyBytesMax);
}
