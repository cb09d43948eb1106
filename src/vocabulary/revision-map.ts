import { ParallaxError } from './errors.ts';
import type { ConfigRevision } from './config-revision.ts';

/** More than are reloaded while an exchange waits. */
const revisionsMax = 32;

/** What was made of each of the latest configs. */
export class RevisionMap<T> {
  readonly #values = new Map<ConfigRevision, T>();

  /** @param revision later than all before */
  set(revision: ConfigRevision, value: T): void {
    this.#values.set(revision, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > revisionsMax && oldest !== undefined) this.#values.delete(oldest);
  }

  /**
   * The value of a revision. Of one that is not kept, the next later one.
   *
   * @throws `no_revision` if there is none yet
   */
  at(revision: ConfigRevision): T {
    const exact = this.#values.get(revision);
    if (exact !== undefined) return exact;
    let latest: T | undefined;
    for (const [known, value] of this.#values) {
      latest = value;
      if (known > revision) return value;
    }
    if (latest === undefined) throw new ParallaxError('no_revision', 'no config was loaded');
    return latest;
  }
}
