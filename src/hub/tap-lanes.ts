import type { Postgres } from '../postgres/connect.ts';
import { type KnownTap, laneOf } from '../postgres/world.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';

/** More than a fleet has taps between two starts of a hub; the earliest asked for are forgotten first. */
const tapsMax = 10_000;

/** Knows the lane of each tap, which PostgreSQL gives once. */
export class TapLanes {
  readonly #postgres: Postgres;
  readonly #known = new Map<string, KnownTap>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Null where it is not known yet: {@link ask} first. */
  known(tap: TapIdentity): KnownTap | null {
    return this.#known.get(tap.instance) ?? null;
  }

  /** @throws where PostgreSQL cannot be asked */
  async ask(tap: TapIdentity): Promise<KnownTap> {
    const found = await laneOf(this.#postgres, tap);
    this.#known.set(tap.instance, found);
    for (const first of this.#known.keys()) {
      if (this.#known.size <= tapsMax) break;
      this.#known.delete(first);
    }
    return found;
  }
}
