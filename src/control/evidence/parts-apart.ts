import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { type Epoch, partKey, type RulesSpan } from '../epoch.ts';
import type { Shown } from './evidence-shelf.ts';
import { evidenceApart, othersOf, routesApart } from './evidence-view.ts';

/** When each part outside the view was compared. */
export function spansApart(epoch: Epoch, { evidence, view }: Shown): readonly RulesSpan[] {
  return routesApart(evidence, view).map((routes) => {
    const first = routes.flatMap(({ firstSeenMs }) => firstSeenMs ?? []);
    const last = routes.flatMap(({ lastSeenMs }) => lastSeenMs ?? []);
    const startedAtMs = first.length === 0 ? epoch.startedAtMs : Math.min(...first);
    return { startedAtMs, untilMs: last.length === 0 ? startedAtMs : Math.max(...last) };
  });
}

/**
 * The evidence of an epoch, or of a part of it that was compared under other rules.
 *
 * @returns null where it has no such part any more
 */
export function evidenceOfPart(
  epoch: Epoch,
  { evidence, view }: Shown,
  key: string,
): Evidence | null {
  if (key === epoch.key) return view;
  const routes = routesApart(evidence, view).find((_, index) => partKey(epoch, index + 1) === key);
  return routes === undefined ? null : evidenceApart(evidence, view, routes, key);
}

/** The rest of an epoch besides one of its parts. */
export function othersOfPart(epoch: Epoch, shown: Shown, key: string): readonly RouteEvidence[] {
  const part = evidenceOfPart(epoch, shown, key);
  return part === null ? [] : othersOf(shown.evidence, part);
}
