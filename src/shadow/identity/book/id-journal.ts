import type { IdMapping } from './id-mapping.ts';

/** Identities take about 130 bytes each; long tokens fill it sooner, and then fewer outlive a restart. */
const bytesEach = 256;
const halfBytesMax = 64 * 1024 * 1024;
const headerBytes = 16;
/** How full a half is at most when it is begun, lest it be full again at once. */
const startShare = 3 / 4;

/** `+` learned, `-` forgotten, `=` a kind of things. */
type Sign = '+' | '-' | '=';

/** What is in a journal at the end. */
export interface Remembered {
  readonly kinds: readonly string[];
  /** What was learned first comes first. */
  readonly mappings: readonly IdMapping[];
}

/** Memory for a journal, of which no more is taken up than is written. */
export function journalMemory(identitiesMax: number): SharedArrayBuffer {
  const half = Math.min(identitiesMax * bytesEach, halfBytesMax);
  return new SharedArrayBuffer(headerBytes + 2 * half);
}

/**
 * What was learned of identities, written down as it is learned into memory that outlives the worker: whoever
 * takes its place knows what it knew. Nobody else reads it, so that it costs other threads nothing. A line is
 * there once the length says so, which is written last; when a half is full, the other one is begun.
 */
export class IdJournal {
  /** Which half counts, and how many bytes of either are written. */
  readonly #header: Int32Array;
  readonly #halves: readonly [Buffer, Buffer];

  /** @param memory of `journalMemory` */
  constructor(memory: SharedArrayBuffer) {
    const half = (memory.byteLength - headerBytes) / 2;
    this.#header = new Int32Array(memory, 0, 3);
    this.#halves = [
      Buffer.from(memory, headerBytes, half),
      Buffer.from(memory, headerBytes + half, half),
    ];
  }

  learned(mapping: IdMapping): boolean {
    return this.#append(lineOf('+', packed(mapping)));
  }

  forgotten(mapping: IdMapping): boolean {
    return this.#append(lineOf('-', packed(mapping)));
  }

  /** @returns false where there is no room: all is to be written anew, and this is in it */
  kind(kind: string): boolean {
    return this.#append(lineOf('=', [kind]));
  }

  read(): Remembered {
    const lines = this.#half.toString('utf8', 0, this.#length).split('\n');
    const kinds: string[] = [];
    const learned = new Set<string>();
    for (const line of lines) {
      const rest = line.slice(1);
      if (line.startsWith('=')) kinds.push(...(JSON.parse(rest) as [string]));
      else if (line.startsWith('+')) learned.add(rest);
      else learned.delete(rest);
    }
    return { kinds, mappings: Array.from(learned, unpacked) };
  }

  /** Begins anew with what is known; where that is too much, with what was learned last. */
  rewrite({ kinds, mappings }: Remembered): void {
    const before = Atomics.load(this.#header, 0);
    const half = this.#halves[before === 0 ? 1 : 0];
    let room = Math.floor(half.byteLength * startShare);
    const lines: string[] = [];
    const said = [
      ...mappings.map((mapping) => lineOf('+', packed(mapping))),
      ...kinds.map(kindLine),
    ];
    for (const line of said.toReversed()) {
      room -= Buffer.byteLength(line);
      if (room < 0) break;
      lines.push(line);
    }
    const bytes = half.write(lines.toReversed().join(''));
    Atomics.store(this.#header, before === 0 ? 2 : 1, bytes);
    Atomics.store(this.#header, 0, before === 0 ? 1 : 0);
  }

  get #half(): Buffer {
    return this.#halves[Atomics.load(this.#header, 0) === 0 ? 0 : 1];
  }

  get #length(): number {
    return Atomics.load(this.#header, 1 + Atomics.load(this.#header, 0));
  }

  #append(line: string): boolean {
    const at = this.#length;
    if (at + Buffer.byteLength(line) > this.#half.byteLength) return false;
    const bytes = this.#half.write(line, at);
    Atomics.store(this.#header, 1 + Atomics.load(this.#header, 0), at + bytes);
    return true;
  }
}

type Packed = readonly [primary: string, candidate: string, kind: string, flags: number];

/** JSON has no line breaks of its own, and escapes what UTF-8 cannot say. */
function lineOf(sign: Sign, content: readonly unknown[]): string {
  return `${sign}${JSON.stringify(content)}\n`;
}

function kindLine(kind: string): string {
  return lineOf('=', [kind]);
}

const flags = [
  'primaryIsNumber',
  'candidateIsNumber',
  'changes',
  'isShared',
  'pinned',
  'fromCreation',
] as const satisfies readonly (keyof IdMapping)[];

function packed(mapping: IdMapping): Packed {
  const { primary, candidate, kind } = mapping;
  const bits = flags.map((flag, bit) => (mapping[flag] ? 2 ** bit : 0));
  return [primary, candidate, kind, bits.reduce((sum, bit) => sum + bit, 0)];
}

function unpacked(text: string): IdMapping {
  const [primary, candidate, kind, bits] = JSON.parse(text) as Packed;
  const [primaryIsNumber, candidateIsNumber, changes, isShared, pinned, fromCreation] = flags.map(
    (_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1,
  ) as [boolean, boolean, boolean, boolean, boolean, boolean];
  return {
    primary,
    candidate,
    kind,
    primaryIsNumber,
    candidateIsNumber,
    changes,
    isShared,
    pinned,
    fromCreation,
  };
}
