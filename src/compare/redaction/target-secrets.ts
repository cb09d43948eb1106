import { matchesOf } from './matches-of.ts';
import { createRouteMatcher } from '../../config/route-matcher.ts';
import { pathOf, segmentsOf } from '../../config/request-path.ts';
import type { RouteConfig } from '../../config/schema.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { isTokenMarker, looksLikeToken } from '../../vocabulary/token-segment.ts';
import { isGrant } from './oauth.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import type { Span } from './span.ts';

/** Finds secrets in request targets by the routes. */
export type TargetSecrets = (method: string, target: string, isLogin: boolean) => readonly Span[];

/** Creates the finder of secrets in request targets: by name in the query, by the route in the path. */
export function createTargetSecrets(routes: readonly Pick<RouteConfig, 'match'>[]): TargetSecrets {
  const routeOf = createRouteMatcher(routes);

  function pathSpans(method: string, target: string): readonly Span[] {
    const path = pathOf(target);
    const segments = segmentsOf(path);
    if (segments === null) return [];
    const route = routeOf(method, segments.map(percentDecoded));
    const names = route === undefined ? null : parametersOf(route.match);
    let end = target.indexOf(path);
    return segments.flatMap((segment, index) => {
      const start = end + 1;
      end = start + segment.length;
      const before = percentDecoded(segments[index - 1] ?? '');
      const isSecret = isSecretSegment(before, percentDecoded(segment), names?.[index]);
      return isSecret ? [{ start, end }] : [];
    });
  }

  return (method, target, isLogin) => [
    ...pathSpans(method, target),
    ...querySpans(target, isLogin),
  ];
}

/** @param parameter the route's name for the segment; null for a literal, undefined without a route */
function isSecretSegment(before: string, segment: string, parameter?: string | null): boolean {
  if (segment === '' || parameter === null) return false;
  if (parameter !== undefined) {
    return (parameter !== 'key' && isSecretName(parameter)) || isTokenMarker(before);
  }
  return isTokenMarker(before) && looksLikeToken(segment);
}

/** The names of a route's parameters by their segments; null for literals. */
function parametersOf(match: string): readonly (string | null)[] {
  const path = match.slice(match.indexOf('/') + 1);
  return path.split('/').map((segment) => /\{([^{}]+)\}/.exec(segment)?.[1] ?? null);
}

const parameter = /[?&;#]([^=&;#?]{1,512})=([^&#]*)/g;

function querySpans(target: string, isLogin: boolean): readonly Span[] {
  const spans: Span[] = [];
  for (const match of matchesOf(target, parameter)) {
    const [whole, name = '', value = ''] = match;
    const end = match.index + whole.length;
    const decoded = percentDecoded(percentDecoded(name));
    if (value !== '' && (isSecretName(decoded) || (isLogin && isGrant(decoded)))) {
      spans.push({ start: end - value.length, end });
    }
  }
  return spans;
}
