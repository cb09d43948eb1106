import { existsSync, renameSync } from 'node:fs';
import { faultOf, type Logger, type RateLimitedLog } from '../../../log.ts';

export interface AsideMoverOptions {
  readonly file: string;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
}

/** A disk that corrupts every file must not be filled with moved files. */
const againAfterMs = 600_000;

/**
 * Creates the function that moves a corrupt file aside, for an operator to look at, or logs why it cannot.
 *
 * @returns a function that returns whether it moved the file; it does not move one twice within ten minutes
 */
export function createAsideMover({ file, log, problems }: AsideMoverOptions): () => boolean {
  let movedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (nowMs - movedAtMs < againAfterMs) return false;
    try {
      const aside = moveAside(file);
      movedAtMs = nowMs;
      log.error({ file, aside }, 'a corrupt file was moved aside; a new one is created');
      return true;
    } catch (error) {
      problems.warn(
        'store_aside',
        { file, fault: faultOf(error) },
        'a corrupt file cannot be moved aside',
      );
      return false;
    }
  };
}

/**
 * Renames a file and its write-ahead log.
 *
 * @returns its new name
 * @throws the system's error
 */
function moveAside(file: string): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${file}.corrupt-${stamp}`;
  renameSync(file, aside);
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  return aside;
}
