import { type RoutePolicy, routePolicyOf } from '../config/route-policy.ts';
import { sampledShare } from '../config/sampled-share.ts';
import type { Config } from '../config/schema.ts';
import { exchangeHeader } from '../vocabulary/exchange-header.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { fieldValue, type RequestHead } from '../vocabulary/raw-head.ts';
import { batchOperation } from '../vocabulary/operation-name.ts';
import { asksForUpgrade, mayChangeState } from '../vocabulary/request-kind.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { Operation } from './operations/operation.ts';
import { createOperationReader, type OperationReader } from './operations/operation-reader.ts';
import type { RouteCaps } from './route-caps.ts';

/** The decision on an exchange. */
interface MirrorDecision {
  /** It may change state, judging by its method and the config of its route. */
  readonly isWrite: boolean;
  /** Why it is not compared; null if it is. */
  readonly leftOut: LeftOutReason | null;
  /** The timeout of its route, in place of each deployment's; null if the route has none. */
  readonly timeoutMs: number | null;
  /** The operation of its route; empty if the route has no operations. */
  readonly operation: string;
}

export type MirrorPolicy = (exchange: Exchange, request: RequestHead) => MirrorDecision;

/**
 * Decides which requests are mirrored. Unless the config states that the candidate owns its state, only safe
 * requests are: by their method, by their operation, or as the config states for either. A write mirrored to
 * a shared database would change production data twice.
 *
 * @param instance salts the choice of connections, so that sidecars do not all choose the same
 * @param caps the state of routes with a cap; outlives the config
 */
export function createMirrorPolicy(
  config: Pick<Config, 'mirror' | 'routes' | 'capture'>,
  instance: string,
  caps: RouteCaps,
  operationOf: OperationReader = createOperationReader(config),
): MirrorPolicy {
  const { methods, sample, sampleBy } = config.mirror;
  const isSampled = sampledShare(sampleBy, instance);
  const policyOf = routePolicyOf(config);
  caps.keepOnly(config.routes);
  function leftOutByPolicy(
    policy: RoutePolicy,
    exchange: Exchange,
    request: RequestHead,
    isWrite: boolean,
  ): LeftOutReason | null {
    if (policy.mirror === 'off') return 'route_off';
    if (fieldValue(request.fields, exchangeHeader) !== undefined) return 'already_mirrored';
    if (isWrite && methods !== 'all') return 'unsafe_method';
    if (!isSampled(exchange, request, policy.sample ?? sample)) return 'not_sampled';
    if (asksForUpgrade(request)) return 'upgrade';
    // Last, so that exchanges that are not sent anyway take no token. Lost ones do, or losses would weigh
    // more than the rest of the route.
    return caps.admits(policy) ? null : 'route_rate';
  }

  return (exchange, request) => {
    const operation = operationOf(exchange, request);
    const { method, target } = request;
    const policy = policyOf(method, target, operation.name);
    const policies = operation.asked.map(({ name }) => policyOf(method, target, name));
    const isOff = policies.some(({ mirror }) => mirror === 'off');
    const isWrite = isWriteBy(request, operation, policies);
    // First, because an exchange that would never be mirrored is not a loss, whatever else happened to it.
    const byPolicy = isOff ? 'route_off' : leftOutByPolicy(policy, exchange, request, isWrite);
    return {
      isWrite,
      leftOut: byPolicy ?? exchange.leftOut,
      timeoutMs: policy.timeoutMs,
      operation: operation.name,
    };
  };
}

/** @param policies one for each requested operation */
function isWriteBy(
  request: RequestHead,
  { asked }: Operation,
  policies: readonly RoutePolicy[],
): boolean {
  // If a batch was not parsed, the config of its route may not apply to each of its requests.
  if (asked.some(({ name }) => name === batchOperation)) return true;
  const left = asked.filter((_, index) => policies[index]?.safe !== true);
  if (left.some(({ isSafe }) => isSafe === false)) return true;
  const reads = left.every(({ isSafe }) => isSafe === true);
  if (!reads) return mayChangeState(request);
  // The config states that all of it is safe, or it only reads, although it may be sent by POST.
  return left.length > 0 && mayChangeState(request.method === 'POST' ? asGet(request) : request);
}

function asGet(request: RequestHead): RequestHead {
  return { ...request, method: 'GET' };
}
