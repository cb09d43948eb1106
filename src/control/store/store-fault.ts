/** Why a store could not be read or written. */
export const storeFaults = [
  'full', // the disk is
  'read_only',
  'locked', // another process holds it
  'corrupt', // moved aside; a fresh one is begun
  'foreign', // a later version of Parallax has written it, or something else has
  'io', // anything else: the folder is missing, the disk fails
] as const;

export type StoreFault = (typeof storeFaults)[number];

/** What is wrong with the store, in words. */
export const storeFaultWords: Readonly<Record<StoreFault, string>> = {
  full: 'the disk is full',
  read_only: 'it is read-only',
  locked: 'another process holds it',
  corrupt: 'it is corrupt',
  foreign: 'it was written by a later version of Parallax or another program',
  io: 'it cannot be read or written',
};

export type StoreFaults = Readonly<Record<StoreFault, number>>;

/** Counts of each fault, all zero. */
export function noFaults(): Record<StoreFault, number> {
  return Object.fromEntries(storeFaults.map((fault) => [fault, 0])) as Record<StoreFault, number>;
}

/** The file holds what this version of Parallax can't read, and must not touch. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError';
}

/** What is in the file is not what can have been written there. */
export class CorruptStoreError extends Error {
  override readonly name = 'CorruptStoreError';
}

/** SQLite's primary result codes, the low byte of the extended ones: https://sqlite.org/rescode.html */
const faultOfCode = new Map<number, StoreFault>([
  [3, 'read_only'], // PERM
  [5, 'locked'], // BUSY
  [6, 'locked'], // LOCKED
  [8, 'read_only'], // READONLY
  [11, 'corrupt'], // CORRUPT
  [13, 'full'], // FULL
  [26, 'corrupt'], // NOTADB
]);

export function storeFaultOf(error: unknown): StoreFault {
  if (error instanceof ForeignStoreError) return 'foreign';
  if (error instanceof CorruptStoreError) return 'corrupt';
  const { errcode, code } = error as { readonly errcode?: number; readonly code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read_only';
  return faultOfCode.get((errcode ?? 0) & 0xff) ?? 'io';
}
