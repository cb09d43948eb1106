import { forgetFirst } from '../../forget-first.ts';
import type { FoundId } from '../recognizing/found-id.ts';

const siblingsMax = 8;

interface FirstShown {
  readonly siblings: readonly string[];
  readonly wasMade: boolean;
  readonly isSlug: boolean;
  /** When primary had shown it, in milliseconds on the live thread's clock. */
  readonly at: number;
}

/** The exchange whose answer shows identities. */
export interface Showing {
  readonly isWrite: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Remembers which identities primary's answers have shown; the longest known are forgotten first. */
export class SeenIds {
  readonly #max: number;
  /** With the others that were first shown with them. */
  readonly #seen = new Map<string, FirstShown>();
  /** Identities that are unique only among things of their kind, by their texts. */
  readonly #byText = new Map<string, FoundId>();

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * What the answer to a write shows first has just been made. A list may show it even before, while
   * the write is not answered yet.
   *
   * @returns those that no answer had shown before the exchange began; of a read, before it ended
   */
  see(found: readonly FoundId[], { isWrite, startedAt, endedAt }: Showing): readonly FoundId[] {
    const fresh = found.filter(({ key }) => {
      const first = this.#seen.get(key);
      return first === undefined || (isWrite && !first.wasMade && first.at > startedAt);
    });
    const together = fresh.map(({ key }) => key);
    // A list shows things that have nothing to do with each other.
    const siblings = together.length <= siblingsMax ? together : [];
    for (const { key, isSlug = false } of fresh) {
      this.#seen.set(key, { siblings, wasMade: isWrite, isSlug, at: endedAt });
    }
    forgetFirst(this.#seen, this.#max);
    for (const id of fresh) if (id.key !== id.text) this.#byText.set(id.text, id);
    forgetFirst(this.#byText, this.#max);
    return fresh;
  }

  /** What was last shown of this text, of whatever kind. */
  ofText(text: string): FoundId | undefined {
    return this.#byText.get(text);
  }

  /** What was first shown in the same answer, such as the id of a key beside its secret. */
  siblingsOf(key: string): readonly string[] {
    return this.#seen.get(key)?.siblings.filter((other) => other !== key) ?? [];
  }

  has(key: string): boolean {
    return this.#seen.has(key);
  }

  /** Whether the answer that first showed it called it a slug. */
  isSlug(key: string): boolean {
    return this.#seen.get(key)?.isSlug === true;
  }

  /** Whether the answer to a write was the first to show it. */
  wasMade(key: string): boolean {
    return this.#seen.get(key)?.wasMade === true;
  }
}
