import { cachedByPath, segmentsOf } from '../../config/request-path.ts';
import { createRouteMatcher } from '../../config/route-matcher.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { parseRequestLine } from '../request-line.ts';

/**
 * Creates the function that decides from a request's head whether the bodies of its exchange are shown without
 * text.
 *
 * @param routes as in the config; `*` stands for all
 * @returns null if no route is named
 */
export function createBodyHiding(
  routes: readonly string[],
): ((requestHead: Uint8Array) => boolean) | null {
  if (routes.length === 0) return null;
  if (routes.includes('*')) return () => true;
  const find = createRouteMatcher(routes.map((match) => ({ match })));
  const isHidden = cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    // A path that is too long to be matched may be one of them.
    return segments === null || find(method, segments.map(percentDecoded)) !== undefined ? yes : no;
  });
  return (head) => {
    const { method, target } = parseRequestLine(head);
    return isHidden(method, target) === yes;
  };
}

const yes = {};
const no = {};
