import { createHash } from 'node:crypto';
import type { ComparedUnder } from '../../config/compared-under.ts';
import {
  type Evidence,
  isOfReadings,
  keptKey,
  type Proof,
  type RouteEvidence,
  routeKey,
} from '../../vocabulary/evidence.ts';

/**
 * Evidence of an epoch is kept whole: by route, and by the rules that the route was compared under. A view is the
 * part of it that is judged together: of each route what was compared under one set of rules. Nothing is moved
 * when rules change, and what was compared under rules that come back is in view again.
 */
export type WholeEvidence = Evidence;

/** What was compared under these rules. */
export function viewUnder(whole: WholeEvidence, under: ComparedUnder): Evidence {
  return viewOf(
    whole,
    [...whole.routes.values()].filter((one) => one.under === under(one.route)),
  );
}

/** Of each route what was compared last: of an epoch that is over, and so under no rules of the present. */
export function latestView(whole: WholeEvidence): Evidence {
  return viewOf(whole, latestByRoute([...whole.routes.values()]));
}

/** What is not in a view. */
export function othersOf(whole: WholeEvidence, view: Evidence): readonly RouteEvidence[] {
  const seen = new Set(view.routes.values());
  return [...whole.routes.values()].filter((route) => !seen.has(route));
}

/**
 * The routes that are not in view, in as many parts as there are sets of rules that one of them was compared
 * under; what was compared last comes first.
 */
export function routesApart(
  whole: WholeEvidence,
  view: Evidence,
): readonly (readonly RouteEvidence[])[] {
  let left = othersOf(whole, view).filter(hasEvidence);
  const parts: (readonly RouteEvidence[])[] = [];
  while (left.length > 0) {
    const routes = latestByRoute(left);
    parts.push(routes);
    const taken = new Set(routes);
    left = left.filter((route) => !taken.has(route));
  }
  return parts;
}

/**
 * Such a part as evidence of its own, with what was proven of it. Exchanges without a route are in the coverage
 * of the epoch alone.
 *
 * @param key of its epoch
 */
export function evidenceApart(
  whole: WholeEvidence,
  view: Evidence,
  routes: readonly RouteEvidence[],
  key: string,
): Evidence {
  return partOf(routes, key, proofsApart(whole, view));
}

/** Whether anything came of the exchanges of a route; one that was only left out is no evidence. */
function hasEvidence({ compared, primaryFailed, shed }: RouteEvidence): boolean {
  return compared + primaryFailed + shed.size > 0;
}

/** Under which key the whole evidence has a proof: there may be several of one criterion, by what they rest on. */
export function keptProofKey(key: string, on: readonly string[]): string {
  return `${key}\n${markOf(on.join(' '))}`;
}

/**
 * Marks of the routes that what is proven of an area now rests on: those with something against the candidate. A
 * route without anything only lowers the rate, so that the failure is proven without it, too.
 *
 * @param key of the proof, as `proofKey` makes it
 */
export function restsOn(view: Evidence, area: string, key: string): readonly string[] {
  const ofArea = [...view.routes.values()].filter((route) => route.area === area);
  const against = ofArea.filter((route) => countAgainst(route, key) > 0);
  return (against.length > 0 ? against : ofArea.filter(hasEvidence))
    .map((route) => markOf(keptKey(route)))
    .sort();
}

const timeCriteria: ReadonlySet<string> = new Set([
  'latency',
  'latency_tail',
  'stream_start',
  'stream_gap',
]);

/** How often a route spoke against the candidate in what a criterion counts. */
function countAgainst({ differing, failed, errors, timings }: RouteEvidence, key: string): number {
  if (key.startsWith('errors ')) return errors.candidateOnly;
  const [criterion = ''] = key.split(' ', 1);
  if (criterion === 'server_timing')
    return slowerIn(timings, (timing) => timing.startsWith('server '));
  if (criterion === 'counts') {
    const totals = [...timings].filter(([timing]) => timing.startsWith('count '));
    // A total that is too small speaks against the candidate, too.
    return totals.reduce((sum, [, one]) => sum + one.candidateOnly + one.referenceOnly, 0);
  }
  if (timeCriteria.has(criterion)) return slowerIn(timings, (timing) => !isOfReadings(timing));
  return differing + failed;
}

function slowerIn(
  timings: RouteEvidence['timings'],
  isCounted: (timing: string) => boolean,
): number {
  let sum = 0;
  for (const [timing, { candidateOnly }] of timings) if (isCounted(timing)) sum += candidateOnly;
  return sum;
}

/** Proofs that are in view, by the key that the whole evidence has them under. */
export function proofsInView(
  whole: WholeEvidence,
  routes: Iterable<RouteEvidence>,
): ReadonlyMap<string, Proof> {
  const marks = marksOf(routes);
  return new Map([...whole.proofs].filter(([, { on = [] }]) => on.every((one) => marks.has(one))));
}

/** `criterion area`, of the key that the whole evidence has a proof under. */
export function shownProofKey(kept: string): string {
  return kept.split('\n', 1)[0] ?? kept;
}

function viewOf(whole: WholeEvidence, routes: readonly RouteEvidence[]): Evidence {
  return {
    epochs: whole.epochs,
    coverage: whole.coverage,
    routes: byRouteKey(routes),
    proofs: shownProofs(proofsInView(whole, routes)),
    watched: whole.watched,
  };
}

/** What was proven first stands. */
function shownProofs(kept: Iterable<readonly [string, Proof]>): Map<string, Proof> {
  const shown = new Map<string, Proof>();
  for (const [key, proof] of kept) {
    const name = shownProofKey(key);
    const known = shown.get(name);
    if (known === undefined || proof.atMs < known.atMs) shown.set(name, proof);
  }
  return shown;
}

function proofsApart(whole: WholeEvidence, view: Evidence): readonly (readonly [string, Proof])[] {
  const inView = proofsInView(whole, view.routes.values());
  return [...whole.proofs].filter(([key]) => !inView.has(key));
}

function partOf(
  routes: readonly RouteEvidence[],
  key: string,
  proofs: readonly (readonly [string, Proof])[],
): Evidence {
  const marks = marksOf(routes);
  let compared = 0;
  const shed = new Map<string, number>();
  for (const route of routes) {
    compared += route.compared;
    for (const [reason, count] of route.shed) shed.set(reason, (shed.get(reason) ?? 0) + count);
  }
  const meant = [...shed.values()].reduce((sum, count) => sum + count, compared);
  return {
    epochs: new Map([[key, compared]]),
    coverage: { eligible: meant, sampled: meant, mirrored: meant, compared, shed },
    routes: byRouteKey(routes),
    proofs: shownProofs(proofs.filter(([, { on = [] }]) => on.some((one) => marks.has(one)))),
    // It does not depend on the rules of comparison, so that it is in the part of the present alone.
    watched: new Map(),
  };
}

function byRouteKey(routes: readonly RouteEvidence[]): Map<string, RouteEvidence> {
  return new Map(routes.map((one) => [routeKey(one.area, one.route), one]));
}

function latestByRoute(routes: readonly RouteEvidence[]): readonly RouteEvidence[] {
  const latest = new Map<string, RouteEvidence>();
  for (const one of routes) {
    const known = latest.get(one.route);
    if (known === undefined || lastSeen(one) > lastSeen(known)) latest.set(one.route, one);
  }
  return [...latest.values()];
}

/** Negative before anything was seen. */
export function lastSeen({ lastSeenMs }: RouteEvidence): number {
  return lastSeenMs ?? -1;
}

export function marksOf(routes: Iterable<RouteEvidence>): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const route of routes) marks.add(markOf(keptKey(route)));
  return marks;
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
