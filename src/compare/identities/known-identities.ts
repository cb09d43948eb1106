import type { Identity } from '../../vocabulary/identities.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { isIdName, isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';

/** The known identities in the two responses of one pair. */
export interface KnownIdentities {
  /** Whether the two were minted for the same thing. */
  isPair(primary: string, candidate: string): boolean;
  /** Whether one of them is known to belong to another value than the other. */
  contradicts(primary: string, candidate: string): boolean;
  /** The candidate's identity for primary's thing; undefined if unknown. */
  candidateOf(primary: string): string | undefined;
  /** Primary's identity for the candidate's thing; undefined if unknown. */
  primaryOf(candidate: string): string | undefined;
  /**
   * Primary's identity for a thing whose identity is a member name at the candidate, and whether a map by ids
   * shows it as such; undefined if unknown.
   */
  primaryNameOf(candidate: string): Pick<Identity, 'primary' | 'namesMember'> | undefined;
  /** Identities that both deployments use, but for different things. */
  readonly crossed: ReadonlySet<string>;
  /** The label to show in place of a value of either side; undefined if the value is not an identity. */
  labelOf(value: string): string | undefined;
  /**
   * For objects of the candidate's documents that were rewritten in primary's terms: the candidate's own name
   * of each renamed member. `inPrimaryTerms` fills it.
   */
  readonly ownNames: WeakMap<object, ReadonlyMap<string, string>>;
}

/** Null if nothing is known, so that the comparison costs nothing more. */
export function knowIdentities(known: readonly Identity[]): KnownIdentities | null {
  if (known.length === 0) return null;
  // Things of two kinds may have the same number, so that one value has several meanings.
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

/** Consecutive numbers are also typical of counters, so the name must not be that of a counter. */
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
 * The same for a contradiction. Numbers and words, such as a counter or a state, contradict only under the
 * name of an id: elsewhere, an equal identity means nothing.
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

/** An id that is equal in both answers, and that each deployment is known to use for a different thing. */
export function areOfTwoThings(
  { crossed }: KnownIdentities,
  value: unknown,
  name: string,
): boolean {
  if (crossed.size === 0) return false;
  const text = identityText(value);
  if (text === null || !crossed.has(text)) return false;
  // A `pageNumber` does not identify the thing that has this number.
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
