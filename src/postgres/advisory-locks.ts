/**
 * The keys of all advisory locks, which all of a database share: `Plx` and a digit, as a number. Two purposes with one key
 * would wait for each other.
 */
export const advisoryLocks = {
  /** Of changes of the schema. */
  migrations: 0x50_6c_78_31,
  /** Shared while the list of epochs is read and counts are added to its epochs; exclusive while the list is changed. */
  epochs: 0x50_6c_78_32,
  /** Shared by writers of kept exchanges; exclusive for a process that deletes old ones. */
  archive: 0x50_6c_78_33,
} as const;
