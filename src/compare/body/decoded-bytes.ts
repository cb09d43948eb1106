import type { Config } from '../../config/schema.ts';

/** Compressed bodies may come out larger than what is captured of plain ones. */
const decodedBytesMin = 16 * 1024 * 1024;

/** What may come out of a content coding. */
export function decodedBytesMaxOf({ capture }: Pick<Config, 'capture'>): number {
  return Math.max(decodedBytesMin, capture.bodyBytesMax);
}
