import leven from 'leven';
import type { RouteBy } from './route-by.ts';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { safeMethods } from '../vocabulary/exchange.ts';

/** Entries of `gate.outOfScope` that cover more than one route. */
const scopeWords = ['methods', 'connections', 'unseen_session', 'unseen_thing'] as const;

type ScopeWord = (typeof scopeWords)[number];

const route = /^(?:[A-Z]+|\*) (?:\/\S*(?: \S+)?|\*)$/;
const nearMax = 3;

/** Everything that has no route of its own, as the verdict names it. */
const otherRoute = '(other)';

/** The fault of an entry of `gate.outOfScope`, with what to write instead; null if it is valid. */
export function outOfScopeFault(entry: string): string | null {
  if (isScopeWord(entry) || route.test(entry) || entry === otherRoute) return null;
  const [near] = scopeWords
    .filter((word) => leven(word, entry.toLowerCase()) <= nearMax)
    .toSorted((a, b) => leven(a, entry) - leven(b, entry));
  if (near !== undefined) return `there is no such word: did you mean ${near}?`;
  const [method = '', path = ''] = entry.trim().split(/\s+/);
  if (method.startsWith('/')) return `write the method too: POST ${method}, or * ${method} for any`;
  if (path.startsWith('/')) return `did you mean ${method.toUpperCase()} ${path}?`;
  return `write a route as METHOD /path, or one of ${scopeWords.join(', ')}`;
}

/**
 * Whether the config declares a route, by its name in the verdict, as out of scope; the words do not cover single
 * routes. A route covers its operations.
 */
export function namesRoute(outOfScope: readonly string[], name: string): boolean {
  const { route, operation } = partsOfRoute(name);
  const names = operation === '' ? [route] : [name, route];
  return names.some((one) => {
    const space = one.indexOf(' ');
    const ofAnyMethod = space === -1 ? one : `*${one.slice(space)}`;
    return outOfScope.includes(one) || outOfScope.includes(ofAnyMethod);
  });
}

/** The parts of a route of the config that matter here. */
interface ScopedRoute {
  readonly match: string;
  readonly by?: RouteBy | undefined;
  readonly mirror?: 'off' | undefined;
  readonly safe?: boolean | undefined;
}

/** The keys of the config for all routes. */
export interface ScopePolicy {
  /** `mirror.methods` */
  readonly methods: 'none' | 'safe' | 'all';
  /** `gate.outOfScope` */
  readonly outOfScope: readonly string[];
  /** `outOfPath` is on: primary answered Parallax, and not clients. */
  readonly outOfPath?: boolean;
}

/** Whether the config excludes one of its routes from comparison. */
export function isMeantToBeLeftOut(
  { match, by, mirror, safe }: ScopedRoute,
  { methods, outOfScope }: ScopePolicy,
): boolean {
  if (mirror === 'off' || namesRoute(outOfScope, match)) return true;
  if (methods === 'all' || safe === true || !outOfScope.includes('methods')) return false;
  // Its queries are compared, whatever their method.
  const mayBeSafe = by?.body === 'graphql';
  return methods === 'none' || (!mayBeSafe && isUnsafeMethod(match));
}

function isScopeWord(entry: string): entry is ScopeWord {
  return (scopeWords as readonly string[]).includes(entry);
}

/** Whether a route of the config has one method that may change state. */
export function isUnsafeMethod(match: string): boolean {
  const [method = ''] = match.split(' ', 1);
  return method !== '*' && !safeMethods.has(method);
}
