import { type BigIntStats, statSync } from 'node:fs';

/** Whether a file that is to be written is one of those that are read, under any name. */
export function isAmong(output: string, files: readonly string[]): boolean {
  const written = stateOf(output);
  if (written === undefined || !written.isFile()) return false;
  return files.some((file) => {
    const read = stateOf(file);
    return read !== undefined && read.ino === written.ino && read.dev === written.dev;
  });
}

function stateOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}
