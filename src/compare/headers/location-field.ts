import type { HeaderContext } from './header-context.ts';

/** Where a URI leads, as far as it can be compared for two deployments. */
interface Place {
  /** Scheme and host; null if they are the deployment's own and were not written down. */
  readonly origin: string | null;
  /** The host is one of the deployments', or the one the client asked. */
  readonly own: boolean;
  /** Path, query and fragment. */
  readonly rest: string;
}

/**
 * Whether two URI references lead to the same place, each within its own deployment: both may name
 * the host they were asked under, or none.
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
  // The same host under http and https is a difference; two hosts may well differ in that.
  if (left.own && hostOf(left) !== hostOf(right)) return true;
  return left.origin === null || right.origin === null || left.origin === right.origin;
}

function hostOf({ origin }: Place): string | null {
  return origin === null ? null : origin.slice(origin.indexOf('://') + 3);
}

/** No deployment is called this, so that what resolves to it was relative. */
const ownBase = 'http://own.invalid';

/** Null for what is no URI reference. */
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
