import { JournalMemory, sharedJournalMemory } from '../../../vocabulary/journal-memory.ts';
import type { IdMapping } from './id-mapping.ts';

/**
 * An identity takes about 130 bytes. Long tokens fill the journal sooner, and then fewer survive a restart.
 */
const bytesEach = 256;
const halfBytesMax = 64 * 1024 * 1024;
/** How full a half may be when it is started, so that it is not full again at once. */
const startShare = 3 / 4;

/** `+` learned, `-` forgotten, `=` a kind of things. */
type Sign = '+' | '-' | '=';

/** The content of a journal. */
export interface Remembered {
  readonly kinds: readonly string[];
  /** In the order in which they were learned. */
  readonly mappings: readonly IdMapping[];
}

/** Memory for a journal. The system provides only the pages that are written. */
export function journalMemory(identitiesMax: number): SharedArrayBuffer {
  return sharedJournalMemory(Math.min(identitiesMax * bytesEach, halfBytesMax));
}

/**
 * Records identities, as they are learned, in memory that outlives the worker, so that its replacement knows
 * them.
 */
export class IdJournal {
  readonly #memory: JournalMemory;

  /** @param memory made by `journalMemory` */
  constructor(memory: SharedArrayBuffer) {
    this.#memory = new JournalMemory(memory);
  }

  learned(mapping: IdMapping): boolean {
    return this.#memory.append(lineOf('+', packed(mapping)));
  }

  forgotten(mapping: IdMapping): boolean {
    return this.#memory.append(lineOf('-', packed(mapping)));
  }

  /** @returns false if there is no room: the caller must rewrite everything, this included */
  kind(kind: string): boolean {
    return this.#memory.append(lineOf('=', [kind]));
  }

  read(): Remembered {
    const kinds: string[] = [];
    const learned = new Set<string>();
    for (const line of this.#memory.text.split('\n')) {
      const rest = line.slice(1);
      if (line.startsWith('=')) kinds.push(...(JSON.parse(rest) as [string]));
      else if (line.startsWith('+')) learned.add(rest);
      else learned.delete(rest);
    }
    return { kinds, mappings: Array.from(learned, unpacked) };
  }

  /** Starts anew with what is known. If that is too much, keeps what was learned last. */
  rewrite({ kinds, mappings }: Remembered): void {
    let room = Math.floor(this.#memory.halfBytes * startShare);
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
    this.#memory.begin(lines.toReversed().join(''));
  }
}

type Packed = readonly [primary: string, candidate: string, kind: string, flags: number];

/** JSON has no line breaks of its own, and escapes what UTF-8 cannot encode. */
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
