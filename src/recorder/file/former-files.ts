import type { Stats } from 'node:fs';
import { open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { recordingFileFault } from '../../config/recording-file-fault.ts';
import { headBytesMax, isTornHeader, readHeader } from '../../recording/header.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';

/** A file in whose header is unknown which start of a recorder wrote it. */
const unknownInstance = '00000000';
/** Within this time, another recorder may be writing the header. */
const beginMsMax = 10_000;
const dayMs = 24 * 3600 * 1000;
/** The suffix of the name: when the file was started, in UTC, and by which start of a recorder. */
const formerEnding = /^-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-[0-9a-f]{8}$/;

/**
 * Renames an earlier recording at a path, so that a new file can be started there. A file that ends within its
 * header has no exchange, and is deleted: each replay would list it as a file that cannot be read.
 *
 * @throws ParallaxError `recording` if the file is not a recording; the system's error
 */
export async function renameFormer(path: string): Promise<void> {
  const fault = recordingFileFault(path);
  if (fault !== null) throw new ParallaxError('recording', `${path}: ${fault}`);
  const began = await beginningOf(path);
  if (began === null) return;
  if (began === 'torn') return unlink(path);
  for (let atMs = began.atMs; ; atMs += 1) {
    if (await renameToNew(path, formerPath(path, atMs, began.instance))) return;
  }
}

/**
 * Renames a file, but never over another recording: it first creates an empty file of the new name, which
 * only one recorder can do. If another recorder has started a file at the path meanwhile, that one is
 * renamed, and stays intact.
 *
 * @returns false if the new name is taken
 */
async function renameToNew(path: string, former: string): Promise<boolean> {
  try {
    await (await open(former, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(path, former);
  } catch (error) {
    await unlink(former);
    throw error;
  }
  return true;
}

/**
 * Deletes files that {@link renameFormer} has renamed at this path and that were last written this long ago.
 */
export async function deleteOldFormer(
  path: string,
  keepDays: number,
  nowMs = Date.now(),
): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(name) || !formerEnding.test(entry.slice(name.length))) continue;
    const former = join(folder, entry);
    // Another recorder may have deleted it meanwhile.
    const writtenAtMs = await lastWrittenAt(former);
    if (nowMs - writtenAtMs > keepDays * dayMs) await rm(former, { force: true });
  }
}

function formerPath(path: string, atMs: number, instance: string): string {
  return `${path}-${new Date(atMs).toISOString().replaceAll(':', '')}-${instance}`;
}

interface Beginning {
  readonly atMs: number;
  readonly instance: string;
}

/** Null if there is no file. */
async function beginningOf(path: string): Promise<Beginning | 'torn' | null> {
  if (!(await isThere(path))) return null;
  await using file = await open(path, 'r');
  const start = Buffer.alloc(headBytesMax);
  const { bytesRead } = await file.read(start, 0, headBytesMax, 0);
  const { value: read } = readHeader(start.subarray(0, bytesRead));
  if (read !== null) return { atMs: read.header.startedAtMs, instance: read.header.instance };
  const { mtimeMs } = await file.stat();
  const isTorn = isTornHeader(start.subarray(0, bytesRead)) && Date.now() - mtimeMs > beginMsMax;
  return isTorn ? 'torn' : { atMs: Math.floor(mtimeMs), instance: unknownInstance };
}

async function isThere(path: string): Promise<boolean> {
  return (await statOrNull(path)) !== null;
}

/** Infinity if it is gone. */
async function lastWrittenAt(path: string): Promise<number> {
  return (await statOrNull(path))?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
