import { forgetFirst } from '../../forget-first.ts';
import { looksDrawn } from '../recognizing/id-values.ts';

const namesMax = 10_000;

/**
 * Remembers words that are names of members, so that a thing with such a word as its identity, as an
 * article with the slug `title`, is not recognised in every object.
 */
export class MemberNames {
  readonly #words = new Map<string, true>();

  /** @param isIdentity whether an answer has shown a name as an identity */
  note(names: Iterable<string>, isIdentity: (name: string) => boolean): void {
    for (const name of names) {
      if (this.#words.has(name) || looksDrawn(name) || isIdentity(name)) continue;
      this.#words.set(name, true);
    }
    forgetFirst(this.#words, namesMax);
  }

  has(name: string): boolean {
    return this.#words.has(name);
  }
}
