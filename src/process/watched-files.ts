import { type Stats, unwatchFile, watchFile } from 'node:fs';

/**
 * How often to check whether a path leads to another file or other contents. Watching a directory would miss
 * a swapped symbolic link above it, as Kubernetes swaps a ConfigMap, and every change on a network file system.
 */
const lookEveryMs = 1_000;

/** Files that are watched, whatever symbolic links lead to them. */
export interface WatchedFiles {
  /** Watches these from now on. */
  watch(paths: readonly string[]): void;
  close(): void;
}

/**
 * @param onChanged called when one of the files has changed, and then none of them for a second: a file that
 *   is being written must not be read in part
 */
export function watchFiles(onChanged: () => void): WatchedFiles {
  let watched: readonly string[] = [];
  let settling: NodeJS.Timeout | null = null;

  function onLook(now: Stats, before: Stats): void {
    const isSame =
      now.mtimeMs === before.mtimeMs && now.ino === before.ino && now.size === before.size;
    if (isSame) return;
    if (settling !== null) clearTimeout(settling);
    settling = setTimeout(onChanged, lookEveryMs).unref();
  }

  function unwatch(): void {
    for (const path of watched) unwatchFile(path, onLook);
  }

  return {
    watch(paths) {
      const added = paths.filter((path) => !watched.includes(path));
      for (const path of watched) if (!paths.includes(path)) unwatchFile(path, onLook);
      for (const path of added) {
        watchFile(path, { interval: lookEveryMs, persistent: false }, onLook);
      }
      watched = [...paths];
    },
    close() {
      unwatch();
      if (settling !== null) clearTimeout(settling);
    },
  };
}
