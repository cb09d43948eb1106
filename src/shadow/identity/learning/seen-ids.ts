import { skewBetween } from '../../../vocabulary/tap-lane.ts';
import { forgetFirst } from '../../forget-first.ts';
import type { FoundId } from '../recognizing/found-id.ts';
import { madeKindOf } from '../recognizing/kind-stem.ts';

const siblingsMax = 8;

interface FirstShown {
  readonly siblings: readonly string[];
  readonly wasMade: boolean;
  readonly isSlug: boolean;
  /** When primary had shown it, in milliseconds on the live thread's clock. */
  readonly at: number;
  /** Of the exchange that showed it. */
  readonly sequence: number;
  /** When primary had deleted what is called so; null while it is there. */
  readonly goneAt: number | null;
}

/** The exchange whose answer shows identities. */
export interface Showing {
  readonly sequence: number;
  readonly isWrite: boolean;
  /** It may make a thing under an identity that the deployment chooses. */
  readonly isPost: boolean;
  /** It is more than a query that is sent by POST. */
  readonly makes: () => boolean;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Remembers which identities primary's answers have shown; the longest known are forgotten first. */
export class SeenIds {
  readonly #max: number;
  readonly #skewMs: number;
  /** With the others that were first shown with them. */
  readonly #seen = new Map<string, FirstShown>();
  /** When primary had removed the thing with a number, in milliseconds on the live thread's clock. */
  readonly #goneAt = new Map<string, number>();
  /** Identities that are unique only among things of their kind, by their texts. */
  readonly #byText = new Map<string, FoundId>();

  /** @param skewMs by which the clocks of two taps may differ; 0 where there is only one */
  constructor(max: number, skewMs = 0) {
    this.#skewMs = skewMs;
    this.#max = max;
  }

  /**
   * What the answer to a write shows first has just been made. A list may show it even before, while
   * the write is not answered yet. A number is often given to the next thing once the thing that had it
   * is deleted, so that a write which shows it from then on has made another thing.
   *
   * @returns those that no answer had shown before the exchange began; of a read, before it ended
   */
  see(found: readonly FoundId[], showing: Showing): readonly FoundId[] {
    const { isWrite, endedAt, sequence } = showing;
    const fresh = found.filter((id) => {
      const first = this.#seen.get(id.key);
      if (first === undefined) return true;
      if (!isWrite) return false;
      const slackMs = skewBetween(first.sequence, sequence, this.#skewMs);
      return isMadeAfter(first, showing, slackMs) || this.#isGivenAgain(id, first, showing);
    });
    const together = fresh.map(({ key }) => key);
    // A list shows things that have nothing to do with each other.
    const siblings = together.length <= siblingsMax ? together : [];
    for (const { key, isSlug = false } of fresh) {
      const at = endedAt;
      this.#seen.set(key, { siblings, wasMade: isWrite, isSlug, at, sequence, goneAt: null });
    }
    forgetFirst(this.#seen, this.#max);
    for (const id of fresh) if (id.key !== id.text) this.#byText.set(id.text, id);
    forgetFirst(this.#byText, this.#max);
    return fresh;
  }

  /**
   * Primary has deleted the thing: with its identity goes what else it was called where it was first
   * shown, such as its slug.
   *
   * @param goneAt when primary had answered, in milliseconds on the live thread's clock
   */
  noteDeleted({ key, kind }: FoundId, goneAt: number): void {
    const isOwn = (other: string): boolean => other.startsWith(`${kind} `);
    for (const name of [key, ...this.siblingsOf(key).filter(isOwn)]) {
      const first = this.#seen.get(name);
      if (first !== undefined) this.#seen.set(name, { ...first, goneAt });
    }
  }

  /** Notes that a request removed the thing of this kind with this number. */
  noteRemoved({ text, kind }: Pick<FoundId, 'text' | 'kind'>, goneAt: number): void {
    this.#goneAt.set(`${kind} ${text}`, goneAt);
    forgetFirst(this.#goneAt, this.#max);
  }

  #isGivenAgain({ text, kind }: FoundId, { at }: FirstShown, { isPost, makes }: Showing): boolean {
    if (!isPost || this.#goneAt.size === 0) return false;
    const goneAt = this.#goneAt.get(`${madeKindOf(kind)} ${text}`);
    return goneAt !== undefined && goneAt > at && makes();
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

/** Whether a write that shows what was shown before has made it, or another thing of that name. */
function isMadeAfter(
  { wasMade, at, goneAt }: FirstShown,
  { startedAt, isPost }: Showing,
  slackMs: number,
): boolean {
  if (goneAt !== null && (isPost || startedAt >= goneAt)) return true;
  return !wasMade && at + slackMs > startedAt;
}
