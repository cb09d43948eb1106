import type { Step } from '../path-state.ts';

/** A slice, or an index that may count from the end. */
export type Indexes =
  | { readonly index: number }
  | {
      readonly start?: number | undefined;
      readonly stop?: number | undefined;
      readonly step?: number | undefined;
    };

/**
 * Whether an element of an array is selected. RFC 9535, sections 2.3.3 and 2.3.4.
 *
 * @param length null for a value that is not an array
 */
export function isSelectedIndex(indexes: Indexes, at: Step, length: number | null): boolean {
  if (length === null || typeof at !== 'number') return false;
  if ('index' in indexes)
    return at === (indexes.index < 0 ? length + indexes.index : indexes.index);
  const { start, stop, step = 1 } = indexes;
  if (step === 0) return false;
  const fromEnd = (bound: number): number => (bound < 0 ? length + bound : bound);
  if (step > 0) {
    const lower = Math.min(Math.max(fromEnd(start ?? 0), 0), length);
    const upper = Math.min(Math.max(fromEnd(stop ?? length), 0), length);
    return at >= lower && at < upper && (at - lower) % step === 0;
  }
  const upper = Math.min(Math.max(fromEnd(start ?? length - 1), -1), length - 1);
  const lower = stop === undefined ? -1 : Math.min(Math.max(fromEnd(stop), -1), length - 1);
  return at <= upper && at > lower && (upper - at) % -step === 0;
}
