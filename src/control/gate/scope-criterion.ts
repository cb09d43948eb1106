import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { sumByReason, sumOf, totalOf } from './area-evidence.ts';
import { type LeftOut, leftOutOf, openCount } from './left-out.ts';
import type { GatePolicy } from './resolve-policy.ts';
import { countWords, exchangeWords, shareWords } from './words.ts';

const namedMax = 4;

/**
 * Does the config say of all that policy leaves out that it is meant? Never fails. What is not said
 * to be meant keeps the gate from passing, unless there is so little of it that the mismatch budget
 * would hold even if all of it were wrong: over all, and in each area that is judged.
 *
 * @param areas those that are judged
 */
export function scopeCriterion(
  byArea: ReadonlyMap<string, readonly RouteEvidence[]>,
  policy: GatePolicy,
  areas: readonly string[],
): CriterionResult {
  const { scope } = policy;
  const routes = [...byArea.values()].flat();
  const { open, seen } = openCount(routes, scope);
  const share = seen === 0 ? 0 : open / seen;
  const budget = policy.otherAreas.mismatchBudget;
  const overIn = areas.filter((area) => isOverBudget(byArea.get(area) ?? [], area, policy));
  const passes = scope.methods !== 'none' && share <= budget && overIn.length === 0;
  const sentences = [
    ...(scope.methods === 'none' ? ['Nothing is mirrored: mirror.methods is none.'] : []),
    ...openWords(leftOutOf(routes, scope), scope, passes, budget),
    ...meantWords(leftOutOf(routes, scope)),
    ...unseenWords(routes),
  ];
  return {
    criterion: 'scope',
    area: null,
    result: passes ? 'pass' : 'inconclusive',
    rate:
      seen === 0 ? null : { n: seen, k: open, lower: share, estimate: share, upper: share, budget },
    needs: passes ? null : { exchanges: null, waitMs: null },
    reason: sentences.length === 0 ? 'Policy left out nothing that was seen.' : sentences.join(' '),
  };
}

/** Why nothing of these routes can be compared as things are; null where something was, or may be. */
export function unmirroredWords(
  routes: readonly RouteEvidence[],
  { methods }: ScopePolicy,
): string | null {
  const meant = sumOf(routes, (one) => one.compared + one.primaryFailed + totalOf(one.shed));
  if (meant > 0) return null;
  if (methods === 'none') return 'mirror.methods is none';
  const leftOut = sumOf(routes, (route) => totalOf(route.leftOut));
  if (leftOut === 0) return null;
  return `all that was seen, ${exchangeWords(leftOut)}, was left out by policy, as scope says`;
}

function isOverBudget(
  routes: readonly RouteEvidence[],
  area: string,
  { areas, otherAreas, scope }: GatePolicy,
): boolean {
  const { open, seen } = openCount(routes, scope);
  return open > (areas.get(area) ?? otherAreas).mismatchBudget * seen;
}

function openWords(
  leftOut: readonly LeftOut[],
  scope: ScopePolicy,
  passes: boolean,
  budget: number,
): readonly string[] {
  const open = leftOut.filter(({ standing }) => standing === 'open');
  if (open.length === 0) return [];
  const named = open.slice(0, namedMax);
  const others = open.slice(namedMax);
  const rest = others.reduce((sum, { count }) => sum + count, 0);
  return [
    ...named.map(({ count, route, reason }) => {
      const verb = count === 1 ? 'was' : 'were';
      return `${countWords(count)} ${route} ${verb} ${whyWords(reason, scope)}.`;
    }),
    ...(rest === 0 ? [] : [`${exchangeWords(rest)} on other routes were left out, too.`]),
    passes
      ? `Even if all of these were wrong, the mismatch budget of ${shareWords(budget)} would hold.`
      : adviceWords(new Set(open.map(({ reason }) => reason)), scope),
  ];
}

function whyWords(reason: string, { methods }: ScopePolicy): string {
  switch (reason) {
    case 'unsafe_method':
      return `not mirrored: mirror.methods is ${methods}`;
    case 'unmirrorable':
      return 'not mirrored: the target cannot be sent to another server';
    case 'upgrade':
      return 'not mirrored: the request asked for another protocol on its connection';
    case 'refused_expectation':
      return 'not mirrored: primary answered before the body that Expect: 100-continue held back';
    default:
      return `not mirrored: ${reason}`;
  }
}

/** Which keys bring it in, and which say that it is meant. */
function adviceWords(reasons: ReadonlySet<string>, { methods }: ScopePolicy): string {
  const ofMethods = reasons.has('unsafe_method') && methods === 'safe';
  const bringIn = ofMethods
    ? 'Set mirror.methods: all, or safe: true on a route that only reads; or say '
    : 'Say ';
  return `${bringIn}that it is meant: mirror: off on the route, or gate.outOfScope.`;
}

/** What needs nobody's decision, in one sentence for each kind. */
function meantWords(leftOut: readonly LeftOut[]): readonly string[] {
  const meant = leftOut.filter(({ standing }) => standing === 'meant');
  const sampled = leftOut
    .filter(({ standing }) => standing === 'sampled')
    .reduce((sum, { count }) => sum + count, 0);
  const sentences: string[] = [];
  if (meant.length > 0) {
    const named = meant.slice(0, namedMax).map(({ count, route }) => {
      return `${countWords(count)} ${route}`;
    });
    const more = meant.length > namedMax ? ' and others' : '';
    sentences.push(`Left out as the config says: ${named.join(', ')}${more}.`);
  }
  if (sampled > 0) sentences.push(`Left out by mirror.sample: ${exchangeWords(sampled)}.`);
  return sentences;
}

/** What began before Parallax looked; coverage bounds it. */
function unseenWords(routes: readonly RouteEvidence[]): readonly string[] {
  const excused = sumByReason(routes, (route) => route.shed);
  const asked = sumOf(routes, (one) => one.compared + one.primaryFailed) + totalOf(excused);
  const words = {
    unseen_session: 'needed a credential issued before Parallax looked (unseen_session)',
    unseen_thing: 'needed a thing made before Parallax looked (unseen_thing)',
  };
  return Object.entries(words).flatMap(([reason, why]) => {
    const count = excused.get(reason) ?? 0;
    return count === 0
      ? []
      : [`${exchangeWords(count)}, ${shareWords(count / asked)}, ${why} and are no evidence.`];
  });
}
