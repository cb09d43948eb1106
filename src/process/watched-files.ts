import { type Stats, statSync, unwatchFile, watchFile } from 'node:fs';
import { isSameVersion, mayHaveChanged, type ReadFile } from '../config/read-file.ts';

/**
 * How often to check whether a path leads to another file or other contents. Watching directories would miss
 * a swapped symbolic link further up, which is how Kubernetes updates a ConfigMap, and all changes on network
 * file systems.
 */
const usualLookEveryMs = 1_000;

/** Watched files, found through any number of symbolic links. */
export interface WatchedFiles {
  /** Watches these files from now on. A change since they were read is detected, too. */
  watch(files: readonly ReadFile[]): void;
  close(): void;
}

/**
 * @param onChanged called when one of the files has changed, and then not again until the next look: a file that is
 *   being written must not be read in part. It may also be called without a change.
 */
export function watchFiles(onChanged: () => void, lookEveryMs = usualLookEveryMs): WatchedFiles {
  const watched = new Map<string, (now: Stats, before: Stats) => void>();
  let settling: NodeJS.Timeout | null = null;
  const checking = new Set<NodeJS.Timeout>();

  function settle(isSettled: () => boolean): void {
    if (settling !== null) clearTimeout(settling);
    const onTime = (): void => (isSettled() ? onChanged() : settle(isSettled));
    settling = setTimeout(onTime, lookEveryMs).unref();
  }

  /** The watch misses changes before its first look. */
  function checkOnce(files: readonly ReadFile[]): void {
    const timer = setTimeout(() => {
      checking.delete(timer);
      for (const file of files) if (mayHaveChanged(file)) settle(whenUnchanged(file.path));
    }, 2 * lookEveryMs).unref();
    checking.add(timer);
  }

  function watchOne(path: string): void {
    const onLook = (now: Stats, before: Stats): void => {
      if (!isSameVersion(now, before)) settle(whenUnchanged(path));
    };
    watched.set(path, onLook);
    watchFile(path, { interval: lookEveryMs, persistent: false }, onLook);
  }

  function unwatch(path: string): void {
    unwatchFile(path, watched.get(path));
    watched.delete(path);
  }

  return {
    watch(files) {
      const added = files.filter(({ path }) => !watched.has(path));
      const paths = new Set(files.map(({ path }) => path));
      for (const path of watched.keys()) if (!paths.has(path)) unwatch(path);
      for (const { path } of added) watchOne(path);
      if (added.length > 0) checkOnce(added);
    },
    close() {
      for (const path of watched.keys()) unwatch(path);
      if (settling !== null) clearTimeout(settling);
      for (const timer of checking) clearTimeout(timer);
    },
  };
}

/** Creates a test of whether a file is the same as at the previous call. */
function whenUnchanged(path: string): () => boolean {
  let last = statSync(path, { throwIfNoEntry: false });
  return () => {
    const before = last;
    last = statSync(path, { throwIfNoEntry: false });
    return before === undefined || last === undefined
      ? before === last
      : isSameVersion(last, before);
  };
}
