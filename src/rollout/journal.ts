import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ParallaxError } from '../vocabulary/errors.ts';
import { type JournalEntry, journalEntrySchema } from './journal-entry.ts';

/** All that was done, as far as it is known: JSON, a line for each entry. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /**
   * Returns when the entry is on the disk, and all before it.
   *
   * @throws the system's error; the entry is among `entries` even then, the file is as before, and the next call
   *   writes it, too
   */
  append(entry: JournalEntry): void;
  /** Tries once more to write what could not be written, and returns what is still not on the disk. */
  unwritten(): readonly JournalEntry[];
  close(): void;
}

interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  /** Bytes up to the end of the last whole line. */
  readonly soundBytes: number;
  /** Whether a line without an end follows, as a crash leaves it. */
  readonly isTorn: boolean;
}

/**
 * Reads a journal without changing it; one that does not exist has no entries.
 *
 * @throws ParallaxError `journal_broken` with the number of a line that is no entry of this rollout
 */
export function readJournal(file: string, rollout: string): ReadJournal {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const soundBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, soundBytes).toString().split('\n').slice(0, -1);
  const entries = lines.map((line, index) => entryOf(line, `${file}:${index + 1}`));
  const stranger = entries.findIndex((entry) => entry.rollout !== rollout);
  if (stranger >= 0) {
    throw broken(
      `${file}:${stranger + 1}: this is the journal of the rollout ${entries[stranger]?.rollout}, not of ${rollout}`,
    );
  }
  return { entries, soundBytes, isTorn: soundBytes < bytes.length };
}

/**
 * The rollout that a journal is of, by its first line.
 *
 * @throws ParallaxError `journal_broken` if that is no entry, or the system's error if there is no such file
 */
export function journalName(file: string): string {
  const [line = ''] = readFileSync(file, 'utf8').split('\n', 1);
  return entryOf(line, `${file}:1`).rollout;
}

/**
 * Opens a journal to append to it, and creates it if there is none. Cuts off a torn last line: what was
 * to follow it was not done. Only the holder of its lock may call this.
 *
 * @param warn gets a sentence if a line was cut off
 * @param write writes bytes at the end of a file, and returns how many
 * @throws what `readJournal` throws
 */
export function openJournal(
  file: string,
  rollout: string,
  warn: (sentence: string) => void,
  write: (descriptor: number, bytes: Buffer) => number = writeSync,
): Journal {
  const { entries: read, soundBytes, isTorn } = readJournal(file, rollout);
  const isNew = !existsSync(file);
  // Commands may write what only the operators should read.
  const descriptor = openSync(file, 'a', 0o600);
  if (isNew) syncFolder(dirname(file));
  if (isTorn) {
    ftruncateSync(descriptor, soundBytes);
    fsyncSync(descriptor);
    warn(`${file}: the last line was cut off by a crash: it is removed`);
  }
  const entries = [...read];
  let size = soundBytes;
  let written = entries.length;

  function writeRest(): void {
    const lines = entries.slice(written).map((entry) => `${JSON.stringify(entry)}\n`);
    const bytes = Buffer.from(lines.join(''));
    try {
      for (let at = 0; at < bytes.length;) at += write(descriptor, bytes.subarray(at));
      fsyncSync(descriptor);
      size += bytes.length;
      written = entries.length;
    } catch (error) {
      ftruncateSync(descriptor, size);
      throw error;
    }
  }

  return {
    entries,
    append(entry) {
      entries.push(entry);
      writeRest();
    },
    unwritten() {
      try {
        if (written < entries.length) writeRest();
      } catch {
        // It is as unwritten as before.
      }
      return entries.slice(written);
    },
    close: () => closeSync(descriptor),
  };
}

function entryOf(line: string, place: string): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw broken(`${place}: this line is not JSON: restore the journal from a copy`);
  }
  const { data, error } = journalEntrySchema.safeParse(value);
  if (data !== undefined) return data;
  const path = error.issues[0]?.path.join('.') ?? '';
  throw broken(`${place}: this line is not an entry of a journal (${path})`);
}

function broken(message: string): ParallaxError {
  return new ParallaxError('journal_broken', message);
}

/** Without it, a new file may be lost with its folder's entry. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
