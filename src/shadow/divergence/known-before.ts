import type { PairExcuses } from '../../vocabulary/excuses.ts';

const credentialsMax = 50_000;
const kindsMax = 1_000;

/**
 * Remembers what the candidate has been shown to know of what was there before Parallax looked:
 * credentials that it accepted, and kinds of things of which it showed one that nobody saw being made.
 */
export class KnownBefore {
  readonly #accepted = new Set<string>();
  readonly #kinds = new Set<string>();

  noteAccepted(credential: string): void {
    if (this.#accepted.size < credentialsMax) this.#accepted.add(credential);
  }

  hasAccepted(credential: string): boolean {
    return this.#accepted.has(credential);
  }

  noteKind(kind: string): void {
    if (this.#kinds.size < kindsMax) this.#kinds.add(kind);
  }

  hasKind(kind: string): boolean {
    return this.#kinds.has(kind);
  }
}

/** What two statuses say of a request that needs something the candidate may not know. */
export function unseenBy(primary: number, candidate: number): PairExcuses['unseen'] {
  if (primary < 200 || primary >= 400) return null;
  if (candidate === 401 || candidate === 403) return 'unseen_session';
  return candidate === 404 || candidate === 410 ? 'unseen_thing' : null;
}
