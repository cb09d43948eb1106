import { statSync } from 'node:fs';

/** A file that is read, as it was just before. */
export interface ReadFile {
  readonly path: string;
  /** Null if there was no file. */
  readonly version: FileVersion | null;
  /** Unix time in milliseconds at which it was looked at. */
  readonly atMs: number;
}

/** What distinguishes one version of a file from the next. */
interface FileVersion {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** File systems give two writes within one tick of their clock the same time. */
const tickMs = 100;

/** Call it before the file is read: a later change is then never taken for what was read. */
export function aboutToRead(path: string): ReadFile {
  return { path, version: versionOf(path), atMs: Date.now() };
}

/** Whether the file may have changed since it was read. */
export function mayHaveChanged({ path, version, atMs }: ReadFile): boolean {
  const now = versionOf(path);
  if (now === null || version === null) return now !== version;
  return !isSameVersion(now, version) || Math.abs(atMs - now.mtimeMs) < tickMs;
}

export function isSameVersion(a: FileVersion, b: FileVersion): boolean {
  return a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.size === b.size;
}

function versionOf(path: string): FileVersion | null {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return { ino, size, mtimeMs };
  } catch {
    // A file that cannot be looked at cannot be read either, which loading reports.
    return null;
  }
}
