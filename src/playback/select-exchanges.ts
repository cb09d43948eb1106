import { pathOf, segmentsOf } from '../config/request-path.ts';
import { createRouteMatcher } from '../config/route-matcher.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';

/** Which of the recorded exchanges are played. */
export interface Selection {
  /** `METHOD /template`, with `*` for any method; all routes if there are none. */
  readonly routes: readonly string[];
  /** The range of times at which exchanges began, milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly untilMs: number;
}

export function selectExchanges(selection: Selection): (exchange: Exchange) => boolean {
  const { routes, sinceMs, untilMs } = selection;
  const match = createRouteMatcher(routes.map((route) => ({ match: route })));
  return ({ wallClockMs, request }) => {
    if (wallClockMs < sinceMs || wallClockMs >= untilMs) return false;
    if (routes.length === 0) return true;
    const { method, target } = parseRequestHead(request.head);
    const segments = segmentsOf(pathOf(target));
    return segments !== null && match(method, segments.map(percentDecoded)) !== undefined;
  };
}
