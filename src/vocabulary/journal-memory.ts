/** How often a half was begun, which shows the one that counts, and how many bytes of each are written. */
const headerBytes = 16;
const generationAt = 0;

/** How far a journal was read. */
export interface JournalMark {
  readonly generation: number;
  readonly bytes: number;
}

/** What was written since a mark. */
export interface JournalPiece {
  readonly text: string;
  readonly mark: JournalMark;
  /** Whether the journal was begun anew since the mark: then `text` is all of it, and replaces what was read before. */
  readonly isWhole: boolean;
}

/** Shared memory for a journal with halves of this size; the system provides only what is written to. */
export function sharedJournalMemory(halfBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + 2 * halfBytes);
}

/**
 * Text that one thread appends to and others read, in memory that outlives the thread. Appended text counts once the
 * length includes it, and the length is written last. When one half is full, the writer begins the other one.
 */
export class JournalMemory {
  readonly #header: Int32Array;
  readonly #halves: readonly [Buffer, Buffer];

  /** @param memory of `sharedJournalMemory` */
  constructor(memory: SharedArrayBuffer) {
    const half = (memory.byteLength - headerBytes) / 2;
    this.#header = new Int32Array(memory, 0, headerBytes / 4);
    this.#halves = [
      Buffer.from(memory, headerBytes, half),
      Buffer.from(memory, headerBytes + half, half),
    ];
  }

  /** In bytes. */
  get halfBytes(): number {
    return this.#halves[0].byteLength;
  }

  /** The whole text. */
  get text(): string {
    const half = halfOf(this.#generation);
    return this.#halves[half].toString('utf8', 0, this.#lengthOf(half));
  }

  /** @returns false if the half has no room: the journal is to be begun anew */
  append(text: string): boolean {
    const half = halfOf(this.#generation);
    const at = this.#lengthOf(half);
    if (at + Buffer.byteLength(text) > this.halfBytes) return false;
    const bytes = this.#halves[half].write(text, at);
    Atomics.store(this.#header, 1 + half, at + bytes);
    return true;
  }

  /**
   * Replaces all text.
   *
   * @param text of at most `halfBytes` bytes
   */
  begin(text: string): void {
    const generation = this.#generation + 1;
    const half = halfOf(generation);
    const bytes = this.#halves[half].write(text);
    Atomics.store(this.#header, 1 + half, bytes);
    Atomics.store(this.#header, generationAt, generation);
  }

  /**
   * Reads what was appended since a mark.
   *
   * @param mark of the last piece; null at first
   * @returns null if the writer begins a half at this moment: try again later
   */
  since(mark: JournalMark | null): JournalPiece | null {
    const generation = this.#generation;
    const half = halfOf(generation);
    const bytes = this.#lengthOf(half);
    const isWhole = mark === null || mark.generation !== generation;
    const text = this.#halves[half].toString('utf8', isWhole ? 0 : mark.bytes, bytes);
    // A half is written over only after the other one was begun: if none was begun meanwhile, the text is intact.
    return this.#generation === generation ? { text, mark: { generation, bytes }, isWhole } : null;
  }

  get #generation(): number {
    return Atomics.load(this.#header, generationAt);
  }

  #lengthOf(half: 0 | 1): number {
    return Atomics.load(this.#header, 1 + half);
  }
}

function halfOf(generation: number): 0 | 1 {
  return generation % 2 === 0 ? 0 : 1;
}
