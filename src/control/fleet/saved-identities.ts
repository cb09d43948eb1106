import { IdentitySaver } from '../../fleet/identities/identity-saver.ts';
import type { TenureStart } from '../../transport/hub-setup.ts';
import type { CommitPart } from '../store/commit-part.ts';

export interface SavedIdentitiesOptions {
  /** Of 32 bytes. */
  readonly key: Buffer;
  /** Between which deployments identities hold now. */
  readonly deployments: () => string;
  /** Called before something of this tenure is saved, which must happen only while the tenure is held. */
  readonly onUnsaved: (tenure: number) => void;
}

/** Saves the identities of each partition that this hub holds with the exchanges that they were learned from. */
export class SavedIdentities {
  readonly #options: SavedIdentitiesOptions;
  readonly #savers = new Map<number, IdentitySaver>();

  constructor(options: SavedIdentitiesOptions) {
    this.#options = options;
  }

  begin({ tenure, partition, identityMemory: memory }: TenureStart): void {
    if (this.#savers.has(tenure)) return;
    const { key, deployments } = this.#options;
    this.#savers.set(tenure, new IdentitySaver({ key, deployments, partition, memory }));
  }

  end(tenure: number): void {
    this.#savers.delete(tenure);
  }

  /** Makes the part of the next save. */
  makePart(): CommitPart {
    const saves = [...this.#savers].flatMap(([tenure, saver]) => {
      const save = saver.take();
      if (save.isEmpty) return [];
      this.#options.onUnsaved(tenure);
      return [save];
    });
    return {
      async statements(client) {
        // oxlint-disable-next-line no-await-in-loop -- one connection takes one statement at a time
        for (const save of saves) await save.statements(client);
      },
      committed: () => saves.forEach((save) => save.committed()),
      // The next save takes them again.
      refused: () => undefined,
    };
  }
}
