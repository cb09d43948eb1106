import type { ComparedUnder } from '../../config/compared-under.ts';
import { keptKey, proofKey, type RouteEvidence } from '../../vocabulary/evidence.ts';
import { addRoute } from '../../vocabulary/merge-evidence.ts';
import { lastSeen, marksOf, othersOf, restsOn, type WholeEvidence } from './evidence-view.ts';
import type { Evidence } from '../../vocabulary/evidence.ts';

/** The number of other sets of rules that are kept for each route. */
const apartOfRouteMax = 3;
/** The number of routes kept under other rules: 500 routes with two other sets each. */
const apartMax = 1000;
const proofsApartMax = 200;

/** Routes whose rows in the store must change, by the kind of change. */
export interface Changed {
  readonly touched: Set<RouteEvidence>;
  /** They are in the store and no longer kept. */
  readonly dropped: Set<RouteEvidence>;
}

/**
 * Assigns evidence of an earlier version to the present rules, in place. It happens once: then the evidence has a
 * digest.
 */
export function adoptUnknown(
  whole: WholeEvidence,
  under: ComparedUnder,
  { touched, dropped }: Changed,
): void {
  for (const [key, route] of whole.routes) {
    if (route.under !== '') continue;
    whole.routes.delete(key);
    const known = whole.routes.get(keptKey({ ...route, under: under(route.route) }));
    if (known !== undefined) {
      addRoute(known, route);
      touched.add(known).delete(route);
      dropped.add(route);
      continue;
    }
    route.under = under(route.route);
    whole.routes.set(keptKey(route), route);
    touched.add(route);
  }
  const areas = new Set([...whole.routes.values()].map(({ area }) => area));
  for (const [key, proof] of whole.proofs) {
    if (proof.on !== undefined) continue;
    const area = [...areas].find((one) => key.endsWith(proofKey('', one)));
    const on = area === undefined ? [] : restsOn(whole, area, key);
    whole.proofs.set(key, { ...proof, on });
  }
}

/** Drops, in place, the oldest evidence outside the view, so that reloads cannot grow it without bound. */
export function boundApart(
  whole: WholeEvidence,
  view: Evidence,
  { touched, dropped }: Changed,
): void {
  const others = othersOf(whole, view).toSorted((a, b) => lastSeen(b) - lastSeen(a));
  const perRoute = new Map<string, number>();
  let kept = 0;
  for (const route of others) {
    const count = (perRoute.get(route.route) ?? 0) + 1;
    if (count <= apartOfRouteMax && kept < apartMax) {
      perRoute.set(route.route, count);
      kept += 1;
      continue;
    }
    whole.routes.delete(keptKey(route));
    touched.delete(route);
    dropped.add(route);
  }
  boundProofs(whole, view);
}

/** A proof without its evidence can never be in view again. */
function boundProofs(whole: WholeEvidence, view: Evidence): void {
  const marks = marksOf(whole.routes.values());
  const inView = marksOf(view.routes.values());
  let apart = 0;
  for (const [key, { on = [] }] of [...whole.proofs].toReversed()) {
    if (on.every((mark) => inView.has(mark))) continue;
    apart += 1;
    if (apart > proofsApartMax || !on.every((mark) => marks.has(mark))) whole.proofs.delete(key);
  }
}
