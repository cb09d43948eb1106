/** The parts of what is known of a world, with the sign of their lines. The one that matters most comes first. */
export const signs = {
  marks: 'm',
  renames: 'r',
  cursors: 'l',
  hints: 'h',
  known: 'k',
  seen: 's',
} as const;

export type PartName = keyof typeof signs;

/** A part of what is known of a world, which a journal keeps as lines. What is in a line must fit into JSON. */
export interface JournaledPart {
  /** Lines from which `apply` makes what is known now: what is to be forgotten first comes first. */
  lines(): readonly unknown[];
  apply(line: never): void;
  /** The same line with less in it, if there is no room for all; absent if nothing can be spared. */
  shortened?(line: never): unknown;
  /**
   * Converts times to another clock.
   *
   * @param latestMs what is known was answered before this
   */
  shiftTimes?(byMs: number, latestMs: number): void;
}
