import { forgetFirst } from '../../forget-first.ts';
import { looksDrawn } from '../recognizing/id-values.ts';

const namesMax = 10_000;

/**
 * Remembers which words programmers have given to members, so that a thing that is called by such a
 * word, as an article with the slug `title`, is not seen in every object.
 */
export class MemberNames {
  readonly #words = new Map<string, true>();

  /** @param isIdentity says so of what an answer has shown as one */
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
