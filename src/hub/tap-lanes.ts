import type { Postgres } from '../postgres/connect.ts';
import { type KnownTap, laneOf } from '../postgres/world.ts';
import { keepLatest } from './keep-latest.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';

/** More than the taps of a fleet between two starts of a hub; the oldest are forgotten first. */
export const tapsMax = 10_000;

/** Knows the lane of each tap. PostgreSQL gives each tap one lane. */
export class TapLanes {
  readonly #postgres: Postgres;
  readonly #known = new Map<string, KnownTap>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** Null if it is not known yet: {@link ask} first. */
  known(tap: TapIdentity): KnownTap | null {
    return this.#known.get(tap.instance) ?? null;
  }

  /** @throws while PostgreSQL is unavailable */
  async ask(tap: TapIdentity): Promise<KnownTap> {
    const found = await laneOf(this.#postgres, tap);
    keepLatest(this.#known, tap.instance, found, tapsMax);
    return found;
  }
}
