import {
  appendChunks,
  type ChunkPlace,
  deleteChunks,
  type LearnedDeployment,
  learnedDeployments,
} from '../../postgres/identity-chunks.ts';
import type { PostgresClient } from '../../postgres/connect.ts';
import {
  type JournalMark,
  JournalMemory,
  type JournalPiece,
} from '../../vocabulary/journal-memory.ts';
import { chunkPlaceText, sealedChunks } from './sealed-chunks.ts';

export interface IdentitySaverOptions {
  /** Of 32 bytes. */
  readonly key: Buffer;
  readonly partition: number;
  /** The deployments for which identities are learned now; see `deploymentsDigest`. */
  readonly deployments: () => string;
  /** Memory of the journals that the shadow plane writes. */
  readonly memory: Readonly<Record<LearnedDeployment, SharedArrayBuffer>>;
}

/** What was learned since the last save, to be written in a transaction. */
export interface IdentitySave {
  readonly isEmpty: boolean;
  statements(client: PostgresClient): Promise<void>;
  /** Call it after the transaction was committed. */
  committed(): void;
}

/** Each save adds a chunk. If there are more than this, the text is written anew as a few large ones. */
const chunksMax = 600;

interface Saved {
  readonly deployments: string;
  readonly mark: JournalMark;
  readonly chunks: number;
}

interface Unsaved extends JournalPiece {
  readonly deployment: LearnedDeployment;
  readonly deployments: string;
}

/**
 * Saves the journals of identities as they grow. What was learned from an exchange is in its journal before the exchange
 * reaches the control plane, so that a save has the identities of all that it counts.
 */
export class IdentitySaver {
  readonly #options: IdentitySaverOptions;
  readonly #journals: Readonly<Record<LearnedDeployment, JournalMemory>>;
  readonly #saved = new Map<LearnedDeployment, Saved>();

  constructor(options: IdentitySaverOptions) {
    this.#options = options;
    const { candidate, secondary } = options.memory;
    this.#journals = {
      candidate: new JournalMemory(candidate),
      secondary: new JournalMemory(secondary),
    };
  }

  /** Takes what is to be saved now. */
  take(): IdentitySave {
    const unsaved = learnedDeployments.flatMap((deployment) => this.#unsavedOf(deployment) ?? []);
    const next = new Map<LearnedDeployment, Saved>();
    return {
      isEmpty: unsaved.length === 0,
      statements: async (client) => {
        for (const one of unsaved) next.set(one.deployment, await this.#write(client, one));
      },
      committed: () => {
        for (const [deployment, saved] of next) this.#saved.set(deployment, saved);
      },
    };
  }

  /** Null if nothing is new. */
  #unsavedOf(deployment: LearnedDeployment): Unsaved | null {
    const deployments = this.#options.deployments();
    const saved = this.#saved.get(deployment) ?? null;
    const isContinued = saved?.deployments === deployments;
    const journal = this.#journals[deployment];
    const piece = journal.since(isContinued ? saved.mark : null);
    if (piece === null || (piece.text === '' && !piece.isWhole)) return null;
    const isCrowded = isContinued && saved.chunks >= chunksMax;
    const whole = isCrowded ? journal.since(null) : piece;
    return whole && { ...whole, deployment, deployments };
  }

  async #write(
    client: PostgresClient,
    { deployment, deployments, text, mark, isWhole }: Unsaved,
  ): Promise<Saved> {
    const { key, partition } = this.#options;
    const place: ChunkPlace = { partition, deployment };
    const first = isWhole ? 0 : (this.#saved.get(deployment)?.chunks ?? 0);
    const chunks = sealedChunks(key, chunkPlaceText(place, deployments), first, text);
    if (isWhole) await deleteChunks(client, place);
    await appendChunks(client, place, first, chunks);
    return { deployments, mark, chunks: first + chunks.length };
  }
}
