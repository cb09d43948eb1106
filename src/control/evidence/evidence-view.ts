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
 * The evidence of an epoch is kept whole: by route, and by the rules under which the route was compared. A view
 * is the part that is judged together: for each route, the evidence under one set of rules. If the rules change,
 * nothing is moved, and if earlier rules return, their evidence is in view again.
 */
export type WholeEvidence = Evidence;

/** What was compared under these rules. */
export function viewUnder(whole: WholeEvidence, under: ComparedUnder): Evidence {
  return viewOf(
    whole,
    [...whole.routes.values()].filter((one) => one.under === under(one.route)),
  );
}

/** For each route, the rules under which it was compared last: for a past epoch, which has no present rules. */
export function latestView(whole: WholeEvidence): Evidence {
  return viewOf(whole, latestByRoute([...whole.routes.values()]));
}

/** The evidence outside a view. */
export function othersOf(whole: WholeEvidence, view: Evidence): readonly RouteEvidence[] {
  const seen = new Set(view.routes.values());
  return [...whole.routes.values()].filter((route) => !seen.has(route));
}

/** The routes outside the view, in one part for each set of rules; the latest part comes first. */
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

/** Whether a route has evidence; exchanges that were only left out are not evidence. */
function hasEvidence({ compared, primaryFailed, shed }: RouteEvidence): boolean {
  return compared + primaryFailed + shed.size > 0;
}

/** The key of a proof in the whole evidence: a criterion may have several, each with its own basis. */
export function keptProofKey(key: string, on: readonly string[]): string {
  return `${key}\n${markOf(on.join(' '))}`;
}

/**
 * Marks of the routes that a proof about an area rests on: those with evidence against the candidate. Other
 * routes only lower the rate, so the proof holds without them.
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

/** How much evidence against the candidate a route has for a criterion. */
function countAgainst({ differing, failed, errors, timings }: RouteEvidence, key: string): number {
  if (key.startsWith('errors ')) return errors.candidateOnly;
  const [criterion = ''] = key.split(' ', 1);
  if (criterion === 'server_timing')
    return slowerIn(timings, (timing) => timing.startsWith('server '));
  if (criterion === 'counts') {
    const totals = [...timings].filter(([timing]) => timing.startsWith('count '));
    // A total that is too small is also evidence against the candidate.
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

/** The first proof stays. */
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
    // It does not depend on the rules of comparison, so only the present part has it.
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
