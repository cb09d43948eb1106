import { type Stats, statSync, unwatchFile, watchFile } from 'node:fs';

/**
 * How often to check whether a path leads to another file or other contents. Watching directories would miss
 * a swapped symbolic link further up, which is how Kubernetes updates a ConfigMap, and all changes on network
 * file systems.
 */
const lookEveryMs = 1_000;

/** Watched files, found through any number of symbolic links. */
export interface WatchedFiles {
  /** Watches these files from now on. */
  watch(paths: readonly string[]): void;
  close(): void;
}

/**
 * @param onChanged called when one of the files has changed, and then not again for a second: a file that is
 *   being
 *   written must not be read in part. It may also be called without a change.
 */
export function watchFiles(onChanged: () => void): WatchedFiles {
  const watched = new Map<string, (now: Stats, before: Stats) => void>();
  let settling: NodeJS.Timeout | null = null;

  function settle(afterMs: number, isSettled: () => boolean): void {
    if (settling !== null) clearTimeout(settling);
    const onTime = (): void => (isSettled() ? onChanged() : settle(lookEveryMs, isSettled));
    settling = setTimeout(onTime, afterMs).unref();
  }

  function watchOne(path: string): void {
    const onLook = (now: Stats, before: Stats): void => {
      if (!isSame(now, before)) settle(lookEveryMs, whenUnchanged(path));
    };
    watched.set(path, onLook);
    watchFile(path, { interval: lookEveryMs, persistent: false }, onLook);
  }

  function unwatch(path: string): void {
    unwatchFile(path, watched.get(path));
    watched.delete(path);
  }

  return {
    watch(paths) {
      const added = paths.filter((path) => !watched.has(path));
      for (const path of watched.keys()) if (!paths.includes(path)) unwatch(path);
      for (const path of added) watchOne(path);
      // The watch misses changes before its first look.
      if (added.length > 0) settle(2 * lookEveryMs, () => true);
    },
    close() {
      for (const path of watched.keys()) unwatch(path);
      if (settling !== null) clearTimeout(settling);
    },
  };
}

/** Creates a test of whether a file is the same as at the previous call. */
function whenUnchanged(path: string): () => boolean {
  let last = statSync(path, { throwIfNoEntry: false });
  return () => {
    const before = last;
    last = statSync(path, { throwIfNoEntry: false });
    return before === undefined || last === undefined ? before === last : isSame(last, before);
  };
}

function isSame(a: Stats, b: Stats): boolean {
  return a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.size === b.size;
}
