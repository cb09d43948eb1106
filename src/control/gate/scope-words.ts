import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { isUnseen, unseenReasons } from '../counted-as.ts';
import { meantCount, sumOf, totalOf } from './area-evidence.ts';
import { type LeftOut, leftOutOf } from './left-out.ts';
import { neverAnsweredWords } from './never-answered.ts';
import { unseenOf } from './unseen.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

const namedMax = 4;
const copiesWords =
  'Copies were compared (outOfPath): primary answered Parallax, not clients, and Parallax did not see the requests that the mirror dropped.';

/**
 * Sentences that name what is out of scope, with the keys that would change it.
 *
 * @param budget the mismatch budget, if the undeclared exchanges are within it; else null
 */
export function scopeWords(
  routes: readonly RouteEvidence[],
  scope: ScopePolicy,
  budget: number | null,
): readonly string[] {
  const leftOut = leftOutOf(routes, scope);
  const open = leftOut.filter(({ standing }) => standing === 'open');
  const unseen = unseenOf(routes, scope).filter(({ isDeclared }) => !isDeclared);
  const reasons = new Set([...open, ...unseen].map(({ reason }) => reason));
  return [
    ...(scope.methods === 'none' ? ['Nothing is mirrored: mirror.methods is none.'] : []),
    ...(scope.outOfPath === true ? [copiesWords] : []),
    ...neverAnsweredWords(routes, isUnseen),
    ...openWords(open, scope),
    ...unseenWords(routes, scope, false),
    ...(reasons.size === 0 ? [] : [budgetWords(budget) ?? adviceWords(reasons, scope)]),
    ...meantWords(leftOut),
    ...unseenWords(routes, scope, true),
  ];
}

/** Why no exchange of these routes can be compared at present; null if one was, or may be. */
export function unmirroredWords(
  routes: readonly RouteEvidence[],
  { methods }: ScopePolicy,
): string | null {
  if (sumOf(routes, meantCount) > 0) return null;
  if (methods === 'none') return 'mirror.methods is none';
  const leftOut = sumOf(routes, (route) => totalOf(route.leftOut));
  if (leftOut === 0) return null;
  return `policy left out every exchange, ${formatCount(leftOut)} so far; see the criterion scope`;
}

function openWords(open: readonly LeftOut[], scope: ScopePolicy): readonly string[] {
  const others = open.slice(namedMax);
  const rest = others.reduce((sum, { count }) => sum + count, 0);
  return [
    ...open.slice(0, namedMax).map(({ count, route, reason }) => {
      const verb = count === 1 ? 'was' : 'were';
      return `${formatCount(count)} ${route} ${verb} ${whyWords(reason, scope)}.`;
    }),
    ...(rest === 0 ? [] : [`${formatExchanges(rest)} on other routes were left out, too.`]),
  ];
}

function whyWords(reason: string, { methods }: ScopePolicy): string {
  switch (reason) {
    case 'unsafe_method':
      return `not mirrored: mirror.methods is ${methods}`;
    case 'unmirrorable':
      return "not mirrored: with the candidate's identities the request would be malformed";
    case 'invalid_target':
      return 'not mirrored: the edits of path and query in the config make its target invalid';
    case 'already_mirrored':
      return 'not mirrored again: the request has x-parallax-exchange or x-parallax-copy, so a Parallax sent it';
    case 'upgrade':
      return 'not mirrored: the request asked for another protocol on its connection';
    case 'refused_expectation':
      return 'not mirrored: primary answered before the client sent the body, because of Expect: 100-continue';
    case 'body_not_recorded':
      return 'not compared: the recording lacks a body, because secrets in it could not be replaced';
    default:
      return `not mirrored: ${reason}`;
  }
}

function budgetWords(budget: number | null): string | null {
  if (budget === null) return null;
  return `Even if all of these were mismatches, they would be within the budget of ${formatShare(budget)}.`;
}

/** Which keys bring these exchanges in, and which declare them as intended. */
function adviceWords(reasons: ReadonlySet<string>, { methods }: ScopePolicy): string {
  const ofUnseen = unseenReasons.filter((reason) => reasons.has(reason));
  const declaring = ofUnseen.length === 0 ? '' : `gate.outOfScope with ${ofUnseen.join(', ')}`;
  if (reasons.size === ofUnseen.length) {
    return `Give the candidate the data that primary had before, or declare this as intended: ${declaring}.`;
  }
  const ofMethods = reasons.has('unsafe_method') && methods === 'safe';
  const bringIn = ofMethods
    ? 'Set mirror.methods: all, or safe: true on a route that only reads; or declare '
    : 'Declare ';
  const meant = declaring === '' ? 'gate.outOfScope' : declaring;
  return `${bringIn}this as intended: mirror: off on the route, or ${meant}.`;
}

/** The exchanges that need no decision, a sentence for each kind. */
function meantWords(leftOut: readonly LeftOut[]): readonly string[] {
  const of = (wanted: LeftOut['standing']): readonly LeftOut[] =>
    leftOut.filter(({ standing }) => standing === wanted);
  const sampled = of('sampled').reduce((sum, { count }) => sum + count, 0);
  return [
    ...namedWords('as the config declares', of('meant')),
    ...(sampled === 0 ? [] : [`Left out by sampling: ${formatExchanges(sampled)}.`]),
    ...namedWords('by perSecondMax', of('capped')),
  ];
}

function namedWords(how: string, leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return [];
  const named = leftOut.slice(0, namedMax).map(({ count, route }) => {
    return `${formatCount(count)} ${route}`;
  });
  const more = leftOut.length > namedMax ? ' and others' : '';
  return [`Left out ${how}: ${named.join(', ')}${more}.`];
}

const unseenWhy = {
  unseen_session: 'needed a credential that Parallax did not see issued (unseen_session)',
  unseen_thing: 'needed a thing that Parallax did not see made (unseen_thing)',
} as const;

/** The exchanges with unseen sessions or things, with their share of those that should be compared. */
function unseenWords(
  routes: readonly RouteEvidence[],
  scope: ScopePolicy,
  isDeclared: boolean,
): readonly string[] {
  const asked = sumOf(routes, meantCount);
  const unseen = unseenOf(routes, scope).filter((one) => one.isDeclared === isDeclared);
  return unseenReasons.flatMap((reason) => {
    const count = unseen
      .filter((one) => one.reason === reason)
      .reduce((sum, one) => sum + one.count, 0);
    const share = formatShare(count / asked);
    const how = isDeclared ? 'stay uncompared on purpose' : 'are not evidence';
    return count === 0
      ? []
      : [`${formatExchanges(count)}, ${share}, ${unseenWhy[reason]} and ${how}.`];
  });
}
