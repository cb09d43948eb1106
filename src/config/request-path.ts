const pathCharsMax = 2048;
/** A path with more segments has no route of its own. */
export const segmentsMax = 24;

/** A full cache is emptied: this is simpler than ageing, and it fills again in milliseconds. */
const cachedPathsMax = 4096;

/** A cached path may keep its whole target in memory, including the query, so that is limited. */
const cachedTargetCharsMax = 512;
const cachedMethodCharsMax = 16;

/** Query and fragment dropped; of the absolute form, RFC 9112 section 3.2.2, the path alone kept. */
export function pathOf(target: string): string {
  let start = 0;
  if (target.charCodeAt(0) !== 0x2f) {
    const authority = target.indexOf('://');
    if (authority === -1) return target;
    start = target.slice(authority + 3).search(/[/?#]/);
    if (start === -1) return '/';
    start += authority + 3;
  }
  let end = start;
  while (end < target.length && !endsPath(target.charCodeAt(end))) end += 1;
  return end === start ? '/' : target.slice(start, end);
}

function endsPath(code: number): boolean {
  return code === 0x3f || code === 0x23;
}

/** The segments of a path as they were sent; null if no route can match. */
export function segmentsOf(path: string): readonly string[] | null {
  if (path.length > pathCharsMax || !path.startsWith('/')) return null;
  const segments = path.slice(1).split('/', segmentsMax + 1);
  return segments.length > segmentsMax ? null : segments;
}

/**
 * Makes a function of a method and a request target from one of a method and a path, and caches its results in
 * bounded memory. Never throws, for any bytes, if `resolve` does not.
 */
export function cachedByPath<T extends object>(
  resolve: (method: string, path: string) => T,
): (method: string, target: string) => T {
  const cache = new Map<string, Map<string, T>>();
  let cachedPaths = 0;
  return (method, target) => {
    const path = pathOf(target);
    const cached = cache.get(method)?.get(path);
    if (cached !== undefined) return cached;
    const resolved = resolve(method, path);
    const isCachable =
      target.length <= cachedTargetCharsMax && method.length <= cachedMethodCharsMax;
    if (!isCachable) return resolved;
    if (cachedPaths >= cachedPathsMax) {
      cache.clear();
      cachedPaths = 0;
    }
    const paths = cache.get(method) ?? new Map<string, T>();
    cache.set(method, paths.set(path, resolved));
    cachedPaths += 1;
    return resolved;
  };
}
