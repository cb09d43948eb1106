import { existsSync, renameSync } from 'node:fs';
import { faultOf, type Logger, type RateLimitedLog } from '../../../log.ts';

export interface AsideMoverOptions {
  readonly file: string;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
}

/** A disk that makes every file corrupt must not be filled with them. */
const againAfterMs = 600_000;

/**
 * Makes what moves a corrupt file out of the way, for somebody to look at. What cannot be moved is logged.
 *
 * @returns moves it, and says whether it did: not twice within ten minutes
 */
export function createAsideMover({ file, log, problems }: AsideMoverOptions): () => boolean {
  let movedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (nowMs - movedAtMs < againAfterMs) return false;
    try {
      const aside = moveAside(file);
      movedAtMs = nowMs;
      log.error({ file, aside }, 'a corrupt store was moved aside; a fresh one is begun');
      return true;
    } catch (error) {
      problems.warn('store_aside', { file, fault: faultOf(error) }, 'it cannot be moved');
      return false;
    }
  };
}

/**
 * Renames a file, and the log that belongs to it.
 *
 * @returns what it is called now
 * @throws the system's error
 */
function moveAside(file: string): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${file}.corrupt-${stamp}`;
  renameSync(file, aside);
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  return aside;
}
