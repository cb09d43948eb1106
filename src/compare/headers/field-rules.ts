import type { CompareConfig, RouteCompareConfig } from '../../config/compare-schema.ts';
import { headerMatcher, isHeaderPattern } from '../../config/header-pattern.ts';
import { compilePattern, matchesWhole, type Pattern } from '../../config/pattern.ts';
import { noCost } from '../../vocabulary/walk-budget.ts';
import { repeatedFieldSeparator } from '../response-head.ts';
import { isPerMessage } from './per-message-fields.ts';
import { isGrpcStatus } from './trailer-fields.ts';

/** How one header field is compared. */
export interface FieldRules {
  /** In lower case. */
  readonly name: string;
  /** The name under which a difference is shown and counted. */
  readonly label: string;
  /** The letter case of its value does not matter. */
  readonly ignoresCase: boolean;
  /** A difference does not count if one of these matches both values. */
  readonly ignored: readonly Pattern[];
}

/** Which header fields are compared, and how. */
export interface ComparedFields {
  /** The fields that the config names, each once. */
  readonly named: readonly FieldRules[];
  /** Names with `*`; most fields match none of them. */
  readonly patterns: readonly string[];
  /** The rules of a field that the config does not name; null if it is not compared. */
  byPattern(name: string): FieldRules | null;
  /** The rules of a trailer field. All are compared, except those that the config removes. */
  ofTrailer(name: string): FieldRules | null;
}

/** Bounds the cache: a hostile server chooses the names. */
const keptNamesMax = 1000;
const keptNameCharsMax = 100;

/**
 * Compiles which header fields are compared. A route's list replaces the common one with its `add` and
 * `remove`, and an operation's replaces the one of its route. A pattern that any of them ignores is ignored.
 *
 * @param own the config of the route, followed by the operation's
 * @throws the library's error if a pattern in the config is invalid
 */
export function compileFieldRules(
  { headers: common }: CompareConfig,
  own: readonly RouteCompareConfig[] = [],
): ComparedFields {
  const ofRoute = own.map(({ headers }) => headers);
  const levels = [common, ...ofRoute];
  const inForce = levels.slice(levels.findLastIndex(({ compare }) => compare !== undefined));
  const listed = inForce.flatMap(({ compare, add }) => [...(compare ?? []), ...add]);
  const ignoreCase = levels.flatMap((level) => level.ignoreCase);
  const ignore = levels
    .flatMap((level) => level.ignore)
    .map(({ name, pattern }) => ({
      matches: headerMatcher(name),
      pattern: pattern === undefined ? null : compilePattern(pattern),
    }));

  function rulesOf(name: string): FieldRules | null {
    const patterns = ignore.filter(({ matches }) => matches(name));
    const ignored = patterns.flatMap(({ pattern }) => pattern ?? []);
    if (ignored.length < patterns.length) return null;
    return { name, label: name, ignoresCase: matchesAny(ignoreCase, name), ignored };
  }

  const removedAt = (name: string): number =>
    inForce.findLastIndex(({ remove }) => matchesAny(remove, name));
  /** A route may add again what the common list removes, and an operation what either removes. */
  const isRemoved = (name: string): boolean => {
    const at = removedAt(name);
    const later = at === -1 ? [] : inForce.slice(at);
    return at !== -1 && !later.some((level) => level !== common && level.add.includes(name));
  };
  const patterns = listed.filter(isHeaderPattern);
  const names = new Set(listed.filter((name) => !isHeaderPattern(name) && !isRemoved(name)));
  return {
    named: [...names].flatMap((name) => rulesOf(name) ?? []),
    patterns,
    byPattern: remembered((name) =>
      names.has(name) || isPerMessage(name) || isRemoved(name) || !matchesAny(patterns, name)
        ? null
        : rulesOf(name),
    ),
    ofTrailer: remembered((name) => {
      if ((isPerMessage(name) && !names.has(name)) || removedAt(name) !== -1) return null;
      const rules = rulesOf(name);
      return rules === null ? null : { ...rules, label: trailerLabel(name) };
    }),
  };
}

function trailerLabel(name: string): string {
  return isGrpcStatus(name) ? name : `${name} (trailer)`;
}

/** Whether two values do not count. A field that was sent several times matches as a whole. */
export function isIgnored({ ignored }: FieldRules, primary: string, candidate: string): boolean {
  if (ignored.length === 0) return false;
  const values = [primary, candidate].flatMap((value) => value.split(repeatedFieldSeparator));
  return ignored.some((pattern) => values.every((value) => matchesWhole(pattern, value, noCost)));
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => headerMatcher(pattern)(name));
}

function remembered(
  rulesOf: (name: string) => FieldRules | null,
): (name: string) => FieldRules | null {
  const kept = new Map<string, FieldRules | null>();
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const rules = rulesOf(name);
    const isKept = kept.size < keptNamesMax && name.length <= keptNameCharsMax;
    if (isKept) kept.set(name, rules);
    return rules;
  };
}
