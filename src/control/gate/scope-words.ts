import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { isUnseen, unseenReasons } from '../counted-as.ts';
import { meantCount, sumOf, totalOf } from './area-evidence.ts';
import { type LeftOut, leftOutOf } from './left-out.ts';
import { neverAnsweredWords } from './never-answered.ts';
import { unseenOf } from './unseen.ts';
import { countWords, exchangeWords, shareWords } from './words.ts';

const namedMax = 4;
const copiesWords =
  'Copies were compared (outOfPath): primary answered Parallax, not clients, and what the mirror dropped was not seen.';

/**
 * Sentences that name what is out of scope, with the keys that would change it.
 *
 * @param budget the mismatch budget within which what is open is; null where it is not
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

/** Why nothing of these routes can be compared as things are; null where something was, or may be. */
export function unmirroredWords(
  routes: readonly RouteEvidence[],
  { methods }: ScopePolicy,
): string | null {
  if (sumOf(routes, meantCount) > 0) return null;
  if (methods === 'none') return 'mirror.methods is none';
  const leftOut = sumOf(routes, (route) => totalOf(route.leftOut));
  if (leftOut === 0) return null;
  return `all that was seen, ${exchangeWords(leftOut)}, was left out by policy, as scope says`;
}

function openWords(open: readonly LeftOut[], scope: ScopePolicy): readonly string[] {
  const others = open.slice(namedMax);
  const rest = others.reduce((sum, { count }) => sum + count, 0);
  return [
    ...open.slice(0, namedMax).map(({ count, route, reason }) => {
      const verb = count === 1 ? 'was' : 'were';
      return `${countWords(count)} ${route} ${verb} ${whyWords(reason, scope)}.`;
    }),
    ...(rest === 0 ? [] : [`${exchangeWords(rest)} on other routes were left out, too.`]),
  ];
}

function whyWords(reason: string, { methods }: ScopePolicy): string {
  switch (reason) {
    case 'unsafe_method':
      return `not mirrored: mirror.methods is ${methods}`;
    case 'unmirrorable':
      return "not mirrored: the request would be malformed with the candidate's identities in it";
    case 'invalid_target':
      return 'not mirrored: the edits of path and query in the config make its target invalid';
    case 'already_mirrored':
      return 'not mirrored again: the request has x-parallax-exchange or x-parallax-copy, so a Parallax sent it';
    case 'upgrade':
      return 'not mirrored: the request asked for another protocol on its connection';
    case 'refused_expectation':
      return 'not mirrored: primary answered before the body that Expect: 100-continue held back';
    case 'body_not_recorded':
      return 'not compared: the recording lacks a body, because secrets in it could not be replaced';
    default:
      return `not mirrored: ${reason}`;
  }
}

function budgetWords(budget: number | null): string | null {
  if (budget === null) return null;
  return `Even if all of these were wrong, the mismatch budget of ${shareWords(budget)} would hold.`;
}

/** Which keys bring it in, and which say that it is meant. */
function adviceWords(reasons: ReadonlySet<string>, { methods }: ScopePolicy): string {
  const ofUnseen = unseenReasons.filter((reason) => reasons.has(reason));
  const declaring = ofUnseen.length === 0 ? '' : `gate.outOfScope with ${ofUnseen.join(', ')}`;
  if (reasons.size === ofUnseen.length) {
    return `Give the candidate what primary had before, or say that it is meant: ${declaring}.`;
  }
  const ofMethods = reasons.has('unsafe_method') && methods === 'safe';
  const bringIn = ofMethods
    ? 'Set mirror.methods: all, or safe: true on a route that only reads; or say '
    : 'Say ';
  const meant = declaring === '' ? 'gate.outOfScope' : declaring;
  return `${bringIn}that it is meant: mirror: off on the route, or ${meant}.`;
}

/** What needs nobody's decision, in one sentence for each kind. */
function meantWords(leftOut: readonly LeftOut[]): readonly string[] {
  const of = (wanted: LeftOut['standing']): readonly LeftOut[] =>
    leftOut.filter(({ standing }) => standing === wanted);
  const sampled = of('sampled').reduce((sum, { count }) => sum + count, 0);
  return [
    ...namedWords('as the config says', of('meant')),
    ...(sampled === 0 ? [] : [`Left out by sampling: ${exchangeWords(sampled)}.`]),
    ...namedWords('by perSecondMax', of('capped')),
  ];
}

function namedWords(how: string, leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return [];
  const named = leftOut.slice(0, namedMax).map(({ count, route }) => {
    return `${countWords(count)} ${route}`;
  });
  const more = leftOut.length > namedMax ? ' and others' : '';
  return [`Left out ${how}: ${named.join(', ')}${more}.`];
}

const unseenWhy = {
  unseen_session: 'needed a credential issued before Parallax looked (unseen_session)',
  unseen_thing: 'needed a thing made before Parallax looked (unseen_thing)',
} as const;

/** What began before Parallax looked, with its share of all that was to be compared. */
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
    const share = shareWords(count / asked);
    const how = isDeclared ? 'are meant to stay uncompared' : 'are no evidence';
    return count === 0
      ? []
      : [`${exchangeWords(count)}, ${share}, ${unseenWhy[reason]} and ${how}.`];
  });
}
