import { createHash } from 'node:crypto';
import type { IdentitySeed } from '../config/identity-seed.ts';
import { areExchanged, areTurned, type Places, type Servers, serversOf } from '../config/places.ts';
import type { IdentityMemory } from '../transport/identity-memory.ts';
import { clearJournals, exchangeJournals } from './exchange-journals.ts';

/** What the configured identities, which apply from the start, mean for the present deployments. */
const placings = ['as_configured', 'exchanged', 'unknown'] as const;

type Placing = (typeof placings)[number];

const digestBytes = 32;

/** Memory for {@link KnownPlaces}. */
export function placesMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(1 + 2 * digestBytes);
}

/**
 * Remembers between which deployments the known identities are. It outlives this plane, as the journals do:
 * if a plane ends while exchanges of a former direction wait, it has not swapped the identities yet, and its
 * replacement does so.
 */
export class KnownPlaces {
  readonly #memory: IdentityMemory | null;
  readonly #placing: Uint8Array;
  readonly #primary: Buffer;
  readonly #candidate: Buffer;

  constructor(memory: IdentityMemory | null) {
    this.#memory = memory;
    const places = memory?.places ?? placesMemory();
    this.#placing = new Uint8Array(places, 0, 1);
    this.#primary = Buffer.from(places, 1, digestBytes);
    this.#candidate = Buffer.from(places, 1 + digestBytes, digestBytes);
  }

  /** Notes the places that the deployments have now. */
  follow(places: Places): void {
    const now = digested(serversOf(places));
    const before = {
      primary: this.#primary.toString('hex'),
      candidate: this.#candidate.toString('hex'),
    };
    if (areExchanged(before, now)) {
      exchangeJournals(this.#memory);
      this.#place(inverse[this.#placed]);
    } else if (areTurned(before, now)) {
      clearJournals(this.#memory);
      this.#place('unknown');
    }
    this.#primary.write(now.primary, 'hex');
    this.#candidate.write(now.candidate, 'hex');
  }

  /** The configured identities, swapped if needed for the present primary and candidate. */
  placed(ids: IdentitySeed): IdentitySeed {
    switch (this.#placed) {
      case 'as_configured':
        return ids;
      case 'exchanged':
        return ids.map((id) => ({ ...id, primary: id.candidate, candidate: id.primary }));
      case 'unknown':
        return [];
    }
  }

  get #placed(): Placing {
    return placings[this.#placing[0] ?? 0] ?? 'unknown';
  }

  #place(placing: Placing): void {
    this.#placing[0] = placings.indexOf(placing);
  }
}

const inverse: Readonly<Record<Placing, Placing>> = {
  as_configured: 'exchanged',
  exchanged: 'as_configured',
  unknown: 'unknown',
};

/** A digest has the same length for any URLs. */
function digested({ primary, candidate }: Servers): Servers {
  return { primary: sha256(primary), candidate: sha256(candidate) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
