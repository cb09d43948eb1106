import { type Container, isContainer, ownValue } from '../../vocabulary/own-value.ts';
import { identityText, isNumber, type KnownIdentities } from './known-identities.ts';
import { isQuantityName } from '../../vocabulary/value-names.ts';
import { ownNamesIn } from './own-names.ts';

/** A deeper value stays as it is, and counts as different. */
const depthMax = 500;

/**
 * The candidate's document with whole values and keys replaced by primary's for the same things, so that
 * array elements can be paired. Unchanged parts are not copied.
 *
 * @param primary the document that it will be compared with: it shows whether an id is a number, and which
 *   names its
 *   members have, as a slug may be the same word as a name
 */
export function inPrimaryTerms(
  identities: KnownIdentities,
  primary: unknown,
  candidate: unknown,
): unknown {
  const { numbers, names } = wordsOfPrimary(identities, primary);

  function rewrite(value: unknown, name: string, depth: number): unknown {
    if (!isContainer(value)) return rewriteScalar(value, name);
    if (depth === 0) return value;
    return Array.isArray(value)
      ? rewriteArray(value, name, depth - 1)
      : rewriteObject(value, depth - 1);
  }

  function rewriteScalar(value: unknown, name: string): unknown {
    const text = identityText(value);
    const ours = text === null ? undefined : identities.primaryOf(text);
    if (text === null || ours === undefined) return value;
    if (isNumber(text) && isNumber(ours) && isQuantityName(name)) return value;
    return numbers.get(ours) ?? ours;
  }

  function rewriteArray(elements: readonly unknown[], name: string, depth: number): unknown {
    let copy: unknown[] | null = null;
    for (let i = 0; i < elements.length; i += 1) {
      const rewritten = rewrite(elements[i], name, depth);
      if (rewritten === elements[i]) continue;
      copy ??= elements.slice();
      copy[i] = rewritten;
    }
    return copy ?? elements;
  }

  function rewriteObject(members: Container, depth: number): unknown {
    const ownNames = names.size === 0 ? noNames : ownNamesIn(identities, members, names);
    let isSame = ownNames.size === 0;
    const renames = isSame ? noNames : new Map(Array.from(ownNames, ([ours, key]) => [key, ours]));
    const rewritten: (readonly [name: string, value: unknown])[] = [];
    for (const key in members) {
      const value = rewrite(members[key], key, depth);
      if (value !== members[key]) isSame = false;
      rewritten.push([renames.get(key) ?? key, value]);
    }
    if (ownNames.size > 0) identities.ownNames.set(members, ownNames);
    // Defines members, so that one named `__proto__` is an ordinary member.
    return isSame ? members : Object.fromEntries(rewritten);
  }

  return rewrite(candidate, '', depthMax);
}

const noNames: ReadonlyMap<string, string> = new Map();

interface PrimaryWords {
  /** Identities that primary writes as numbers, by their text. */
  readonly numbers: ReadonlyMap<string, unknown>;
  /** Identities that primary uses as names of members. */
  readonly names: ReadonlySet<string>;
}

function wordsOfPrimary(identities: KnownIdentities, document: unknown): PrimaryWords {
  const numbers = new Map<string, unknown>();
  const names = new Set<string>();
  const left: unknown[] = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (isContainer(value)) {
      for (const key in value) {
        if (!Array.isArray(value) && identities.candidateOf(key) !== undefined) names.add(key);
        left.push(value[key]);
      }
      continue;
    }
    const text = identityText(value);
    if (text === null || text === value || identities.candidateOf(text) === undefined) continue;
    numbers.set(text, value);
  }
  return { numbers, names };
}

/** The path in the candidate's own document for a path in the rewritten one. */
export function originalAt(
  identities: KnownIdentities,
  candidate: unknown,
  path: readonly (string | number)[],
): unknown {
  let value = candidate;
  for (const step of path) {
    if (!isContainer(value)) return undefined;
    value = ownValue(value, identities.ownNames.get(value)?.get(String(step)) ?? step);
  }
  return value;
}
