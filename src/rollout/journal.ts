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

/** The record of all steps: JSON, one line for each entry. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /**
   * Returns when the entry, and all before it, are on the disk.
   *
   * @throws the system's error; the entry is among `entries` even then, the file is as before, and the next
   *   call
   *   writes it, too
   */
  append(entry: JournalEntry): void;
  /**
   * Tries again to write the entries that could not be written, and returns those that are still not on the
   * disk.
   */
  unwritten(): readonly JournalEntry[];
  close(): void;
}

interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  /** Bytes up to the end of the last complete line. */
  readonly soundBytes: number;
  /** Whether an incomplete line follows, as after a crash. */
  readonly isTorn: boolean;
}

/**
 * Reads a journal without changing it; a missing one has no entries.
 *
 * @throws ParallaxError `journal_broken` with the number of a line that is not an entry of this rollout
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
 * The rollout to which a journal belongs, by its first line; null if no line is complete yet.
 *
 * @throws ParallaxError `journal_broken` if that is not an entry, or the system's error if there is no such
 *   file
 */
export function journalName(file: string): string | null {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n');
  return end < 0 ? null : entryOf(text.slice(0, end), `${file}:1`).rollout;
}

/**
 * Opens a journal to append to it, and creates it if there is none. Cuts off an incomplete last line: the
 * step that it announces was not done. Only the holder of its lock may call this.
 *
 * @param warn gets a sentence if a line was cut off
 * @param write writes bytes at the end of a file, and returns how many
 * @throws the errors of `readJournal`
 */
export function openJournal(
  file: string,
  rollout: string,
  warn: (sentence: string) => void,
  write: (descriptor: number, bytes: Buffer) => number = writeSync,
): Journal {
  const { entries: read, soundBytes, isTorn } = readJournal(file, rollout);
  const isNew = !existsSync(file);
  // The output of commands may be for operators only.
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
        // The entry stays unwritten.
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

/** Without it, a crash may lose the folder's entry for a new file. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
