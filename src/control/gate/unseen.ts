import { namesRoute, type ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { isUnseen, type UnseenReason } from '../counted-as.ts';

/** Exchanges of one route with an unseen session or thing. */
export interface Unseen {
  readonly route: string;
  readonly reason: UnseenReason;
  readonly count: number;
  /** The config declares that they stay uncompared. */
  readonly isDeclared: boolean;
}

/** Exchanges with unseen sessions or things, by route and reason. */
export function unseenOf(
  routes: readonly RouteEvidence[],
  { outOfScope }: ScopePolicy,
): readonly Unseen[] {
  return routes.flatMap(({ route, shed }) =>
    [...shed].flatMap(([reason, count]) => {
      if (!isUnseen(reason)) return [];
      const isDeclared = outOfScope.includes(reason) || namesRoute(outOfScope, route);
      return [{ route, reason, count, isDeclared }];
    }),
  );
}

/**
 * Losses and excuses without the declared unseen ones.
 *
 * @param shed by reason, of at least these routes
 */
export function withoutDeclared(
  shed: ReadonlyMap<string, number>,
  routes: readonly RouteEvidence[],
  scope: ScopePolicy,
): ReadonlyMap<string, number> {
  const left = new Map(shed);
  for (const { reason, count, isDeclared } of unseenOf(routes, scope)) {
    if (isDeclared) left.set(reason, (left.get(reason) ?? 0) - count);
  }
  return new Map([...left].filter(([, count]) => count > 0));
}
