import { forgetFirst } from '../forget-first.ts';

/** Things that are remembered as different. */
const thingsMax = 20_000;

/** What a write, of which the candidate knows nothing, was about. */
export interface MissedWrite {
  /** What it made in primary's world, or what it changed there. */
  readonly things: readonly string[];
  /** The path under which they are listed. */
  readonly collection: string;
  /** The sequence of the exchange. */
  readonly cause: number;
}

/**
 * Remembers which things are not the same in the candidate's world, since it was not asked, or
 * failed, to make or change them; and which exchange was the first cause.
 */
export class DivergedThings {
  readonly #causes = new Map<string, number>();
  /** By path, the things listed under it that differ. */
  readonly #listed = new Map<string, Map<string, number>>();

  get isNone(): boolean {
    return this.#causes.size === 0 && this.#listed.size === 0;
  }

  /**
   * The earliest exchange, by its sequence, by which any of these things or what is listed under
   * these paths diverged; null where none did.
   */
  causeOf(things: readonly string[], paths: readonly string[]): number | null {
    const causes = things.flatMap((thing) => this.#causes.get(thing) ?? []);
    for (const path of paths) causes.push(...(this.#listed.get(path)?.values() ?? []));
    return causes.length === 0 ? null : causes.reduce((a, b) => Math.min(a, b));
  }

  note({ things, collection, cause }: MissedWrite): void {
    const listed = this.#listed.get(collection) ?? new Map<string, number>();
    for (const thing of things) {
      if (!this.#causes.has(thing)) this.#causes.set(thing, cause);
      if (!listed.has(thing)) listed.set(thing, cause);
    }
    // Something there is different, even if nobody can say what.
    if (things.length === 0) listed.set('', listed.get('') ?? cause);
    this.#listed.set(collection, listed);
    forgetFirst(this.#causes, thingsMax);
    forgetFirst(listed, thingsMax);
    forgetFirst(this.#listed, thingsMax);
  }

  /** The thing is gone from primary's world, and not in the candidate's: they agree again. */
  agree(thing: string, collection: string): void {
    this.#causes.delete(thing);
    const listed = this.#listed.get(collection);
    listed?.delete(thing);
    if (listed?.size === 0) this.#listed.delete(collection);
  }
}
