import { accessSync, closeSync, constants, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileFaultWords } from './file-fault-words.ts';

/** Every recording starts with this text, whatever its version. */
const firstBytes = 'parallax-recording ';

/**
 * Why a recording cannot be started at a path: its folder is missing or not writable, or another kind of file is there. An
 * existing recording is renamed when the next one starts.
 *
 * @returns null if it can be started
 */
export function recordingFileFault(file: string): string | null {
  if (Buffer.byteLength(basename(file)) > nameBytesMax) {
    return `its name is longer than ${nameBytesMax} bytes, which leaves no room for the suffix of a renamed file`;
  }
  const folder = dirname(file);
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder`;
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'its folder is missing' : `its folder cannot be written (${code})`;
  }
  try {
    return isRecordingOrEmpty(file) ? null : foreignWords;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : fileFaultWords(error);
  }
}

/** File systems allow 255; a renamed file gets its time and the recorder's id as a suffix. */
const nameBytesMax = 200;

const foreignWords =
  'this file exists and is not a recording; it is never overwritten: choose another name';

/** A recorder that was killed right after its start may leave a file with part of the first line. */
function isRecordingOrEmpty(file: string): boolean {
  if (!lstatSync(file).isFile()) return false;
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(firstBytes.length);
    const bytes = readSync(descriptor, start, 0, start.length, 0);
    return firstBytes.startsWith(start.toString('latin1', 0, bytes));
  } finally {
    closeSync(descriptor);
  }
}
