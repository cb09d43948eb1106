import { accessSync, closeSync, constants, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileFaultWords } from './file-fault-words.ts';

/** With which every recording begins, whatever its version. */
const firstBytes = 'parallax-recording ';

/**
 * Why a recording cannot be begun at a path: its folder is missing or cannot be written, or something else is there. A
 * recording that is there is renamed when the next one begins.
 *
 * @returns null if it can be begun
 */
export function recordingFileFault(file: string): string | null {
  if (Buffer.byteLength(basename(file)) > nameBytesMax) {
    return `its name is longer than ${nameBytesMax} bytes, which leaves no room for the time of a renamed one`;
  }
  const folder = dirname(file);
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is no folder`;
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

/** Of the 255 that file systems allow; a renamed file has its time and the start of the recorder behind the name. */
const nameBytesMax = 200;

const foreignWords =
  'something else than a recording is there, which is never overwritten: choose another name';

/** A recorder that was killed at once may leave a file that ends within its first line. */
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
