import { forgetFirst } from '../forget-first.ts';
import type { WorldJournal, WriteLine } from '../journal/world-journal.ts';

const pathsMax = 1_000;

type HintLine = readonly [paths: readonly string[], cause: number];

/**
 * Remembers by path which lost write a later difference may follow from. This is a hint for people only: a
 * path does not identify a thing, so a hint excuses nothing.
 */
export class LossHints {
  readonly #causes = new Map<string, number>();
  readonly #write: WriteLine;

  /** @param journal memory in which they outlive the worker */
  constructor(journal: WorldJournal) {
    this.#write = journal.join('hints', {
      lines: () => Array.from(this.#causes, ([path, cause]) => [[path], cause]),
      apply: (line: HintLine) => this.#apply(line),
    });
  }

  get size(): number {
    return this.#causes.size;
  }

  /** @param path of the write's request; lists above it may differ as well */
  note(path: string, cause: number): void {
    const unknown = [path, parentOf(path)].filter((one) => !this.#causes.has(one));
    if (unknown.length === 0) return;
    this.#apply([unknown, cause]);
    this.#write([unknown, cause]);
  }

  /**
   * Losses at a path or the one above it.
   *
   * @param follows whether the current exchange came after a loss
   */
  of(path: string, follows: (cause: number) => boolean): readonly number[] {
    const causes = [path, parentOf(path)].flatMap((one) => this.#causes.get(one) ?? []);
    return causes.filter(follows);
  }

  /** Clears everything; the journal must be rewritten afterwards. */
  clear(): void {
    this.#causes.clear();
  }

  #apply([paths, cause]: HintLine): void {
    for (const path of paths) this.#causes.set(path, cause);
    forgetFirst(this.#causes, pathsMax);
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
