/** The parts of the knowledge about a world, with the sign of their lines. The most important comes first. */
export const signs = {
  marks: 'm',
  renames: 'r',
  cursors: 'l',
  hints: 'h',
  known: 'k',
  seen: 's',
} as const;

export type PartName = keyof typeof signs;

/**
 * A part of the knowledge about a world, which a journal keeps as lines. The content of a line must be JSON.
 */
export interface JournaledPart {
  /** Lines from which `apply` restores the present knowledge: what would be forgotten first comes first. */
  lines(): readonly unknown[];
  apply(line: never): void;
  /** The same line with less content, if there is no room for all; absent if it cannot be shortened. */
  shortened?(line: never): unknown;
  /**
   * Converts times to another clock.
   *
   * @param latestMs all known exchanges were answered before this
   */
  shiftTimes?(byMs: number, latestMs: number): void;
}
