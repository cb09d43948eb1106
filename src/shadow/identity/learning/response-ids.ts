import { forgetFirst } from '../../forget-first.ts';
import { type IdentityPlace, isIdentityAt } from '../recognizing/field-context.ts';
import { identityText, isUnmistakable } from '../recognizing/id-values.ts';
import type { ReadAnswer } from '../reading/parsed-answer.ts';

/** A value that is taken for an identity, with what tells it from others of that text. */
export interface NamedIdentity {
  readonly text: string;
  /** The same for all that mean one thing. */
  readonly key: string;
}

export function namedIdentity(text: string, { kind }: IdentityPlace): NamedIdentity {
  return { text, key: isUnmistakable(text) ? text : `${kind} ${text}` };
}

/** An answer with more than these is a list of which nothing depends on every one. */
const offersMax = 500;

/**
 * The identities in one of primary's answers; each once.
 *
 * @param anywhere whether to look for what cannot be mistaken under names that say nothing, as the
 *   answer to a write may show it for the first and last time
 */
export function offeredIn(
  { values, scalars }: ReadAnswer,
  anywhere: boolean,
): readonly NamedIdentity[] {
  const offers = new Map<string, NamedIdentity>();
  const offer = (value: unknown, place: IdentityPlace): void => {
    const { role } = place.sense;
    if (role === 'never' || (role === 'other' && !anywhere)) return;
    const text = identityText(value);
    if (text === null || offers.size === offersMax || !isIdentityAt(place, text)) return;
    const named = namedIdentity(text, place);
    offers.set(named.key, named);
  };
  for (const { name, text, place } of values) {
    if (name !== 'location') offer(text, place);
  }
  for (const { value, place, isName } of scalars) {
    if (!isName) offer(value, place);
  }
  return [...offers.values()];
}

/** Remembers which identities primary's answers have shown; the longest known are forgotten first. */
export class SeenIdentities {
  readonly #max: number;
  /** With the others that were first shown with them. */
  readonly #seen = new Map<string, readonly string[]>();

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns those that no answer had shown before */
  see(offers: readonly NamedIdentity[]): readonly NamedIdentity[] {
    const fresh = offers.filter(({ key }) => !this.#seen.has(key));
    const together = fresh.map(({ key }) => key);
    // A list shows things that have nothing to do with each other.
    const siblings = together.length <= siblingsMax ? together : [];
    for (const key of together) this.#seen.set(key, siblings);
    forgetFirst(this.#seen, this.#max);
    return fresh;
  }

  /** What was first shown in the same answer, such as the id of a key beside its secret. */
  siblingsOf(key: string): readonly string[] {
    return this.#seen.get(key)?.filter((other) => other !== key) ?? [];
  }
}

const siblingsMax = 8;
