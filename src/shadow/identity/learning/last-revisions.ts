import { forgetFirst } from '../../forget-first.ts';

const kept = 10_000;

interface Revisions {
  readonly primary: string;
  readonly candidate: string;
}

/** Remembers the revisions that both deployments last gave to a thing. */
export class LastRevisions {
  readonly #last = new Map<string, Revisions>();

  /**
   * Whether primary has a new revision and the candidate still its last one: the candidate kept no state, or
   * did not show it.
   */
  isBehind(thing: string, { primary, candidate }: Revisions): boolean {
    const last = this.#last.get(thing);
    return last !== undefined && last.candidate === candidate && last.primary !== primary;
  }

  note(thing: string, revisions: Revisions): void {
    this.#last.set(thing, revisions);
    forgetFirst(this.#last, kept);
  }
}
