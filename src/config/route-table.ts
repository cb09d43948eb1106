import { looksMinted } from '../vocabulary/identifier.ts';
import { noPathIdentities, type PathIdentities } from '../vocabulary/identities.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { holdsLongRun, isTokenMarker, looksLikeToken } from '../vocabulary/token-segment.ts';
import { cachedByPath, pathOf, segmentsOf } from './request-path.ts';
import { createOperationRoutes } from './operation-routes.ts';
import type { RouteLabels } from './route-labels.ts';
import { createRouteMatcher } from './route-matcher.ts';
import type { Config } from './schema.ts';

export interface RouteTable {
  /**
   * Never throws, whatever the bytes.
   *
   * @param target as it stood in the request line: origin, absolute or asterisk form
   * @param known segments of its path that are identities although they may look like words
   * @param operation the operation of the request; ignored if the route has no operations
   */
  routeOf(method: string, target: string, known?: PathIdentities, operation?: string): RouteLabels;
}

/** The area of a route without one. */
export const noArea = '(none)';

/** Everything that has no route of its own. */
const other: RouteLabels = { route: '(other)', area: noArea };

/** Methods of RFC 9110, RFC 5789 and the QUERY draft; a client may send any other word. */
const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
]);

/**
 * Gives every request a route from a bounded set. The routes in the config come first, the most specific one
 * winning: literal segments over `{name}`, from left to right, then a method over `*`. Other requests get their
 * own template, until `routesMax` routes exist, operations included.
 */
export function createRouteTable(config: Pick<Config, 'routes' | 'routesMax'>): RouteTable {
  const matchConfigured = createRouteMatcher(config.routes);
  const matchDocumented = createRouteMatcher(documentedPaths(config.routes));
  const automatic = new Map<string, RouteLabels>();
  // routesMax limits labels, and those of the document are already known.
  const automaticMax = config.routesMax - documentOnly(config.routes).length;
  const hasRoom = (): boolean => automatic.size + operations.size < automaticMax;
  const operations = createOperationRoutes(config.routes, hasRoom);

  function automaticRoute(
    method: string,
    segments: readonly string[],
    known: PathIdentities,
  ): RouteLabels {
    if (!knownMethods.has(method)) return other;
    const documented = matchDocumented('*', segments.map(percentDecoded));
    const template = documented?.match.slice('*'.length) ?? ` ${templateOf(segments, known)}`;
    const route = `${method}${template}`;
    const before = automatic.get(route);
    if (before !== undefined) return before;
    if (!hasRoom()) return other;
    const labels: RouteLabels = { route, area: documented?.area ?? noArea };
    automatic.set(route, labels);
    return labels;
  }

  function resolve(method: string, path: string, known: PathIdentities): RouteLabels {
    if (path === '*') return knownMethods.has(method) ? wholeServer(method) : other;
    const segments = segmentsOf(path);
    if (segments === null) return other;
    const configured = matchConfigured(method, segments.map(percentDecoded));
    if (configured === undefined) return automaticRoute(method, segments, known);
    return { route: configured.match, area: configured.area ?? noArea };
  }

  const ofPath = cachedByPath((method, path) => resolve(method, path, noPathIdentities));
  return {
    routeOf(method, target, known = noPathIdentities, operation = '') {
      const labels =
        known.ids === 0 && known.slugs === 0
          ? ofPath(method, target)
          : resolve(method, pathOf(target), known);
      return operations.labelsOf(labels, operation);
    },
  };
}

/** Routes that only an OpenAPI document has. */
function documentOnly(routes: Config['routes']): Config['routes'] {
  return routes.filter((route) => route.documentOnly === true);
}

/**
 * The paths of a document, for any method: a request with a method that the document lacks, such as HEAD, still
 * gets the document's template.
 */
function documentedPaths(routes: Config['routes']): Config['routes'] {
  return documentOnly(routes).map(({ match, area }) => {
    const path = match.slice(match.indexOf(' '));
    return { match: `*${path}`, area };
  });
}

/** What `OPTIONS *` asks about. */
function wholeServer(method: string): RouteLabels {
  return { route: `${method} *`, area: noArea };
}

function templateOf(segments: readonly string[], { ids, slugs }: PathIdentities): string {
  let template = '';
  let before = '';
  for (const [at, segment] of segments.entries()) {
    const decoded = percentDecoded(segment);
    if (hasBit(slugs, at)) template += '/{slug}';
    else if (hasBit(ids, at) || !isLiteral(decoded) || isToken(before, decoded))
      template += '/{id}';
    else template += `/${decoded}`;
    before = decoded;
  }
  return template;
}

function hasBit(bits: number, at: number): boolean {
  return (bits & (1 << at)) !== 0;
}

/** Characters that RFC 3986 allows in a segment; nothing that a label or a page must escape. */
const plainSegment = /^[A-Za-z0-9._~!$()*+,=:@-]*$/;

/** `order-123` and `usr_7`. */
const namedNumber = /^[A-Za-z]+[-_][0-9]+$/;

function isLiteral(segment: string): boolean {
  return (
    plainSegment.test(segment) &&
    !namedNumber.test(segment) &&
    !looksMinted(segment) &&
    !holdsLongRun(segment)
  );
}

/** A label must not be a secret: metrics and logs have it. */
function isToken(before: string, segment: string): boolean {
  return isTokenMarker(before) && looksLikeToken(segment);
}
