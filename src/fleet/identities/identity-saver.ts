import {
  appendChunks,
  type ChunkPlace,
  deleteChunks,
  type SavedText,
  savedTexts,
} from '../../postgres/identity-chunks.ts';
import type { IdentityMemory } from '../../transport/identity-memory.ts';
import type { PostgresClient } from '../../postgres/connect.ts';
import {
  type JournalMark,
  JournalMemory,
  type JournalPiece,
} from '../../vocabulary/journal-memory.ts';
import { chunkPlaceText, sealedChunks } from './sealed-chunks.ts';

export interface IdentitySaverOptions {
  /** A key of 32 bytes. */
  readonly key: Buffer;
  readonly partition: number;
  /** The deployments for which the identities are known; see `deploymentsDigest`. */
  readonly deployments: () => string;
  readonly memory: IdentityMemories;
}

/** The identities learned since the last save, to be written in a transaction. */
export interface IdentitySave {
  readonly isEmpty: boolean;
  statements(client: PostgresClient): Promise<void>;
  /** To be called after the transaction was committed. */
  committed(): void;
}

/** Each save adds a chunk. If there are more than this, the text is rewritten as a few large ones. */
const chunksMax = 600;

/** Memory of the journals that the shadow plane writes. */
export type IdentityMemories = Omit<IdentityMemory, 'places'>;

/** The journals by the names under which their texts are saved. */
export function journalsIn(memory: IdentityMemories): Readonly<Record<SavedText, JournalMemory>> {
  return {
    'candidate world': new JournalMemory(memory.candidateWorld),
    'secondary world': new JournalMemory(memory.secondaryWorld),
    candidate: new JournalMemory(memory.candidate),
    secondary: new JournalMemory(memory.secondary),
  };
}

interface Saved {
  readonly deployments: string;
  readonly mark: JournalMark;
  readonly chunks: number;
}

interface Unsaved extends JournalPiece {
  readonly name: SavedText;
  readonly deployments: string;
}

/**
 * Saves the journals of identities and of states as they grow. What Parallax learned from an exchange is in
 * its journal before the exchange reaches the control plane, so a save contains everything known from the
 * exchanges that it counts.
 */
export class IdentitySaver {
  readonly #options: IdentitySaverOptions;
  readonly #journals: Readonly<Record<SavedText, JournalMemory>>;
  readonly #saved = new Map<SavedText, Saved>();

  constructor(options: IdentitySaverOptions) {
    this.#options = options;
    this.#journals = journalsIn(options.memory);
  }

  /** Returns what must be saved now. */
  take(): IdentitySave {
    const unsaved = savedTexts.flatMap((name) => this.#unsavedOf(name) ?? []);
    const next = new Map<SavedText, Saved>();
    return {
      isEmpty: unsaved.length === 0,
      statements: async (client) => {
        for (const one of unsaved) next.set(one.name, await this.#write(client, one));
      },
      committed: () => {
        for (const [name, saved] of next) this.#saved.set(name, saved);
      },
    };
  }

  /** Null if nothing is new. */
  #unsavedOf(name: SavedText): Unsaved | null {
    const deployments = this.#options.deployments();
    const saved = this.#saved.get(name) ?? null;
    const isContinued = saved?.deployments === deployments;
    const journal = this.#journals[name];
    const piece = journal.since(isContinued ? saved.mark : null);
    if (piece === null || (piece.text === '' && !piece.isWhole)) return null;
    const isCrowded = isContinued && saved.chunks >= chunksMax;
    const whole = isCrowded ? journal.since(null) : piece;
    return whole && { ...whole, name, deployments };
  }

  async #write(
    client: PostgresClient,
    { name, deployments, text, mark, isWhole }: Unsaved,
  ): Promise<Saved> {
    const { key, partition } = this.#options;
    const place: ChunkPlace = { partition, text: name };
    const first = isWhole ? 0 : (this.#saved.get(name)?.chunks ?? 0);
    const chunks = sealedChunks(key, chunkPlaceText(place, deployments), first, text);
    if (isWhole) await deleteChunks(client, place);
    await appendChunks(client, place, first, chunks);
    return { deployments, mark, chunks: first + chunks.length };
  }
}
