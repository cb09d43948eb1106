import type { Exchange } from '../../vocabulary/exchange.ts';
import { JournalMemory, sharedJournalMemory } from '../../vocabulary/journal-memory.ts';
import { otherClockLine } from '../../vocabulary/world-text.ts';
import { fitLines, type LeftOutLines } from './fit-lines.ts';
import { type JournaledPart, type PartName, signs } from './journaled-part.ts';

/** Marks, with the states that primary showed, and everything else that is bounded by a constant. */
const marksBytes = 8 * 1024 * 1024;
/**
 * A seen identity takes about 70 bytes. Long tokens fill the journal sooner, and then fewer survive a
 * restart.
 */
const bytesEach = 128;
const halfBytesMax = 64 * 1024 * 1024;
const clockSign = '~';

/** Memory for a journal. The system provides only the pages that are written. */
export function worldMemory(identitiesMax: number): SharedArrayBuffer {
  return sharedJournalMemory(Math.min(marksBytes + identitiesMax * bytesEach, halfBytesMax));
}

/** Writes a line about a change. */
export type WriteLine = (line: unknown) => void;

export interface WorldJournalOptions {
  /** Memory made by `worldMemory`; null if nothing outlives the world. */
  readonly memory: SharedArrayBuffer | null;
  /** By how much the clocks of two taps may differ, in milliseconds; 0 if there is only one. */
  readonly skewMs: number;
}

/**
 * Records the knowledge about a world, except its identities, in memory that outlives the worker, as it
 * changes. Each part joins before the journal is read. When a half of the memory is full, everything is
 * rewritten.
 */
export class WorldJournal {
  readonly #memory: JournalMemory | null;
  readonly #skewMs: number;
  readonly #parts = new Map<string, JournaledPart>();
  /** How far the wall clock is ahead of the times in the journal, in milliseconds; null if it has none. */
  #clockMs: number | null = null;
  /** The times are those of another process. */
  #isOtherClock = false;
  #isClockKnown = false;
  #leftOut: ReadonlyMap<string, LeftOutLines> = new Map();

  constructor({ memory, skewMs }: WorldJournalOptions) {
    this.#memory = memory === null ? null : new JournalMemory(memory);
    this.#skewMs = skewMs;
  }

  join(name: PartName, part: JournaledPart): WriteLine {
    const sign = signs[name];
    this.#parts.set(sign, part);
    return (line) => {
      if (this.#memory?.append(lineOf(sign, line)) === false) this.rewrite();
    };
  }

  /** Restores each part from the lines of an earlier world. */
  read(): void {
    for (const line of this.#memory?.text.split('\n') ?? []) {
      const sign = line.charAt(0);
      if (sign === '') continue;
      if (line === otherClockLine.trimEnd()) this.#isOtherClock = true;
      else if (sign === clockSign) this.#clockMs = Number(line.slice(1));
      else this.#parts.get(sign)?.apply(JSON.parse(line.slice(1)) as never);
    }
    this.#isClockKnown = this.#clockMs !== null && !this.#isOtherClock;
  }

  /** To be called first with each exchange: it relates the exchange's clock to the wall clock. */
  follow({ wallClockMs, startedAt, endedAt, leftOut }: Exchange): void {
    // The time of a late exchange is not when it happened.
    if (this.#isClockKnown || this.#memory === null || leftOut === 'late') return;
    const clockMs = wallClockMs - startedAt;
    const byMs = (this.#clockMs ?? clockMs) - clockMs;
    const isConverted = this.#isOtherClock;
    if (isConverted) {
      for (const part of this.#parts.values()) part.shiftTimes?.(byMs, endedAt + this.#skewMs);
    }
    [this.#clockMs, this.#isOtherClock, this.#isClockKnown] = [clockMs, false, true];
    if (isConverted || !this.#memory.append(lineOf(clockSign, clockMs))) this.rewrite();
  }

  /** Rewrites everything, as far as there is room. */
  rewrite(): void {
    if (this.#memory === null) return;
    const inOrder = Object.values(signs).flatMap((sign) => {
      const part = this.#parts.get(sign);
      return part === undefined ? [] : [[sign, part] as const];
    });
    const { text, leftOut } = fitLines(inOrder, this.#memory.halfBytes, lineOf);
    this.#leftOut = leftOut;
    const clock = this.#clockMs === null ? '' : lineOf(clockSign, this.#clockMs);
    this.#memory.begin(`${clock}${text}${this.#isOtherClock ? otherClockLine : ''}`);
  }

  /** The number of lines for which the last rewrite had no room. */
  leftOutOf(name: PartName): LeftOutLines {
    return this.#leftOut.get(signs[name]) ?? nothingLeftOut;
  }
}

const nothingLeftOut: LeftOutLines = { shortened: 0, dropped: 0 };

/** JSON has no line breaks of its own, and escapes what UTF-8 cannot encode. */
function lineOf(sign: string, line: unknown): string {
  return `${sign}${JSON.stringify(line)}\n`;
}
