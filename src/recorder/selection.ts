import type { RecordConfig } from '../config/record-schema.ts';
import { cachedByPath, segmentsOf } from '../config/request-path.ts';
import { createRouteMatcher } from '../config/route-matcher.ts';
import { sampledShare } from '../config/sampled-share.ts';
import type { Config } from '../config/schema.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import type { RequestHead } from '../vocabulary/raw-head.ts';

/** Whether an exchange is recorded, according to the routes and the share in the config. */
export type Selection = (exchange: Exchange, request: RequestHead) => boolean;

/** @param instance see {@link sampledShare} */
export function createSelection(
  { routes, sample }: Pick<RecordConfig, 'routes' | 'sample'>,
  { mirror }: Pick<Config, 'mirror'>,
  instance: string,
): Selection {
  const isSampled = sampledShare(mirror.sampleBy, instance);
  const find = createRouteMatcher(routes.map((match) => ({ match })));
  const isOnRoute = cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    const isFound = segments !== null && find(method, segments.map(percentDecoded)) !== undefined;
    return isFound ? yes : no;
  });
  return (exchange, request) =>
    (routes.length === 0 || isOnRoute(request.method, request.target) === yes) &&
    isSampled(exchange, request, sample);
}

const yes = {};
const no = {};
