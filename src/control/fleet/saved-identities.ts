import { IdentitySaver } from '../../fleet/identities/identity-saver.ts';
import { type LagMemories, LagSaver } from '../../fleet/identities/saved-lags.ts';
import { deleteWorldChunks } from '../../postgres/identity-chunks.ts';
import type { TenureStart } from '../../transport/hub-setup.ts';
import type { CommitPart } from '../store/commit-part.ts';

export interface SavedIdentitiesOptions {
  /** Of 32 bytes. */
  readonly key: Buffer;
  /** The deployments between which the present identities are valid. */
  readonly deployments: () => string;
  /** Null where no lags are recorded. */
  readonly lags: LagMemories | null;
  /** A part of this tenure will be saved, which is allowed only while the tenure is held. */
  readonly onUnsaved: (tenure: number) => void;
}

/** Saves the identities and marks of each partition that this hub holds, and lags, with the exchanges that they were learned from. */
export class SavedIdentities {
  readonly #options: SavedIdentitiesOptions;
  readonly #savers = new Map<number, IdentitySaver>();
  readonly #lags: LagSaver | null;
  #areMarksForgotten = false;

  constructor(options: SavedIdentitiesOptions) {
    this.#options = options;
    this.#lags = options.lags === null ? null : new LagSaver(options.lags);
  }

  begin({ tenure, partition, identityMemory: memory }: TenureStart): void {
    if (this.#savers.has(tenure)) return;
    const { key, deployments } = this.#options;
    this.#savers.set(tenure, new IdentitySaver({ key, deployments, partition, memory }));
  }

  end(tenure: number): void {
    this.#savers.delete(tenure);
  }

  /**
   * An operator has reset the evidence here: the saved marks are deleted too, so that no other owner restores
   * them. Each owner drops its own marks when it learns of the reset.
   */
  forgetMarks(): void {
    this.#areMarksForgotten = true;
  }

  /** Makes the part of the next save. */
  makePart(): CommitPart {
    const saves = [...this.#savers].flatMap(([tenure, saver]) => {
      const save = saver.take();
      if (save.isEmpty) return [];
      this.#options.onUnsaved(tenure);
      return [save];
    });
    const lags = this.#lags?.take();
    if (lags?.isEmpty === false) saves.push(lags);
    const isForgotten = this.#areMarksForgotten;
    return {
      async statements(client) {
        if (isForgotten) await deleteWorldChunks(client);
        for (const save of saves) await save.statements(client);
      },
      committed: () => {
        if (isForgotten) this.#areMarksForgotten = false;
        saves.forEach((save) => save.committed());
      },
      // The next save takes them again.
      refused: () => undefined,
    };
  }
}
