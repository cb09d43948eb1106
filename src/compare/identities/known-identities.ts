import type { Identity } from '../../vocabulary/identities.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { isIdName, isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';

/** What is known of the identities in the two responses of one pair. */
export interface KnownIdentities {
  /** Whether the two were minted for the same thing. */
  isPair(primary: string, candidate: string): boolean;
  /** Whether one of them is known to stand beside another value than the other. */
  contradicts(primary: string, candidate: string): boolean;
  /** What the candidate calls primary's thing; undefined if that is not known. */
  candidateOf(primary: string): string | undefined;
  /** What primary calls the candidate's thing; undefined if that is not known. */
  primaryOf(candidate: string): string | undefined;
  /**
   * What primary calls the thing that is the name of a member at the candidate, and whether a map by ids shows it as
   * such; undefined if that is not known.
   */
  primaryNameOf(candidate: string): Pick<Identity, 'primary' | 'namesMember'> | undefined;
  /** What each side calls a thing, and not the same one. */
  readonly crossed: ReadonlySet<string>;
  /** What is shown in place of a value of either side; undefined for what is no identity. */
  labelOf(value: string): string | undefined;
  /**
   * For objects of the candidate's documents that were written in primary's terms: the candidate's own name for each
   * member that was renamed there. `inPrimaryTerms` fills it.
   */
  readonly ownNames: WeakMap<object, ReadonlyMap<string, string>>;
}

/** Null if nothing is known, so that comparing modulo nothing costs nothing. */
export function knowIdentities(known: readonly Identity[]): KnownIdentities | null {
  if (known.length === 0) return null;
  // Two kinds of things may be numbered alike, so that one value stands for several.
  const byPrimary = Map.groupBy(known, ({ primary }) => primary);
  const byCandidate = Map.groupBy(known, ({ candidate }) => candidate);
  const isPair = (primary: string, candidate: string): boolean =>
    byPrimary.get(primary)?.some((one) => one.candidate === candidate) === true;
  return {
    isPair,
    crossed: new Set(
      [...byPrimary.keys()].filter((text) => byCandidate.has(text) && !isPair(text, text)),
    ),
    contradicts: (primary, candidate) =>
      (byPrimary.has(primary) || byCandidate.has(candidate)) && !isPair(primary, candidate),
    candidateOf: (primary) => byPrimary.get(primary)?.[0]?.candidate,
    primaryOf: (candidate) => byCandidate.get(candidate)?.[0]?.primary,
    primaryNameOf: (candidate) => {
      const all = byCandidate.get(candidate);
      return all?.find(({ namesMember }) => namesMember === true) ?? all?.[0];
    },
    labelOf: (value) => (byPrimary.get(value) ?? byCandidate.get(value))?.[0]?.label,
    ownNames: new WeakMap(),
  };
}

/** A JSON string or number as identities are written; null for anything else. */
export function identityText(value: unknown): string | null {
  if (typeof value === 'string') return exactNumberText(value) ?? value;
  return typeof value === 'number' ? String(value) : null;
}

/** Two numbers in a row: counters have them too, so that their name must not say it is one. */
export function isPairUnder(
  identities: KnownIdentities,
  primary: string,
  candidate: string,
  name: string,
): boolean {
  if (!identities.isPair(primary, candidate)) return false;
  return !areNumbers(primary, candidate) || !isQuantityName(name);
}

/**
 * The same for a contradiction. Numbers and words, such as a counter or a state, contradict only under
 * the name of an id: that one is known as an identity elsewhere means nothing here.
 */
export function contradictsUnder(
  identities: KnownIdentities,
  primary: string,
  candidate: string,
  name: string,
): boolean {
  if (!identities.contradicts(primary, candidate)) return false;
  if (isIdName(name)) return true;
  return [primary, candidate].some(
    (text) => isMinted(text) && identities.labelOf(text) !== undefined,
  );
}

const plainIds: ReadonlySet<string> = new Set(['id', 'ids', 'uid', 'pk', 'oid']);

/** An id that is the same in both answers, and that each deployment is known to give to another thing. */
export function areOfTwoThings(
  { crossed }: KnownIdentities,
  value: unknown,
  name: string,
): boolean {
  if (crossed.size === 0) return false;
  const text = identityText(value);
  if (text === null || !crossed.has(text)) return false;
  // A `pageNumber` is an identity of nothing that a thing of that number could be taken for.
  return plainIds.has(wordsOf(name).at(-1) ?? '');
}

function isMinted(text: string): boolean {
  return looksMinted(text) && !isNumber(text);
}

function areNumbers(primary: string, candidate: string): boolean {
  return isNumber(primary) && isNumber(candidate);
}

export function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}
