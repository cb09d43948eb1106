import type { HeaderContext } from './header-context.ts';

/** The target of a URI, as far as it can be compared between two deployments. */
interface Place {
  /** Scheme and host; null if the URI omits them and they are the deployment's own. */
  readonly origin: string | null;
  /** The host is one of the deployments', or the one that the client requested. */
  readonly own: boolean;
  /** Path, query and fragment. */
  readonly rest: string;
}

/**
 * Whether two URI references have the same target, each within its own deployment: both may name the host of
 * the request, or none.
 */
export function isSameLocation(
  primary: string,
  candidate: string,
  context: HeaderContext,
): boolean {
  const left = placeOf(primary, context);
  const right = placeOf(candidate, context);
  if (left === null || right === null) return false;
  if (left.own !== right.own) return false;
  const isSamePlace =
    left.rest === right.rest || (right.own && left.rest === context.restoredPath(right.rest));
  if (!isSamePlace) return false;
  // One host under http and https is a difference, but two hosts may differ in the scheme.
  if (left.own && hostOf(left) !== hostOf(right)) return true;
  return left.origin === null || right.origin === null || left.origin === right.origin;
}

function hostOf({ origin }: Place): string | null {
  return origin === null ? null : origin.slice(origin.indexOf('://') + 3);
}

/** No deployment has this name, so a URI that resolves to it was relative. */
const ownBase = 'http://own.invalid';

/** Null if it is not a URI reference. */
function placeOf(reference: string, { target, ownHosts }: HeaderContext): Place | null {
  const base = URL.parse(target.startsWith('/') ? target : '/', ownBase);
  const url = URL.parse(reference, base ?? ownBase);
  if (url === null) return null;
  const rest = url.pathname + url.search + url.hash;
  if (url.origin === ownBase) return { origin: null, own: true, rest };
  if (url.host === '') return { origin: url.href, own: false, rest };
  const credentials = url.username === '' && url.password === '' ? '' : '@';
  const own = credentials === '' && ownHosts.has(url.host);
  return { origin: own ? url.origin : `${url.protocol}//${authorityOf(url)}`, own, rest };
}

function authorityOf({ username, password, host }: URL): string {
  return `${username}:${password}@${host}`;
}
