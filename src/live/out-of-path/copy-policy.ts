import { outOfPathOf } from '../../config/out-of-path.ts';
import { routePolicyOf } from '../../config/route-policy.ts';
import { sampledShare } from '../../config/sampled-share.ts';
import type { Config } from '../../config/schema.ts';
import { copyMark } from '../../vocabulary/copy-mark.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import { fieldValue, type RequestHead } from '../../vocabulary/raw-head.ts';
import { asksForUpgrade, mayChangeState } from '../../vocabulary/request-kind.ts';
import type { SkipReason } from '../../vocabulary/shed.ts';

/** How to handle a copy. */
interface CopyDecision {
  /** Why the copy is not sent to primary; null if it is sent. */
  readonly leftOut: SkipReason | null;
  /** How long primary may take for the whole answer. */
  readonly timeoutMs: number;
}

export type CopyPolicy = (request: RequestHead, connection: number) => CopyDecision;

/**
 * Primary gets no copy that the route or sampling leaves out, and no write unless the config states that primary
 * has its own state. The cap of a route applies only to the candidate. Operations are not read: a POST reads if
 * its route has `safe: true`, and a route whose operations may write is left out completely.
 *
 * @param instance the same as in the mirror policy, so that both choose the same share
 */
export function createCopyPolicy(
  config: Pick<Config, 'mirror' | 'routes' | 'outOfPath'>,
  instance: string,
): CopyPolicy {
  const { methods, sample, sampleBy } = config.mirror;
  const ofConfig = outOfPathOf(config);
  const takesWrites = methods === 'all' && ofConfig?.primaryOwnState === true;
  const isSampled = sampledShare(sampleBy, instance);
  const policyOf = routePolicyOf(config);

  return (request, connection) => {
    const route = policyOf(request.method, request.target);
    const leftOut = (): SkipReason | null => {
      if (isMarked(request)) return 'already_mirrored';
      if (route.mirror === 'off') return 'route_off';
      const isWrite = route.mayHideWrites || (!route.safe && mayChangeState(request));
      if (isWrite && !takesWrites) return 'unsafe_method';
      if (!isSampled({ connection }, request, route.sample ?? sample)) return 'not_sampled';
      return asksForUpgrade(request) ? 'upgrade' : null;
    };
    return { leftOut: leftOut(), timeoutMs: route.timeoutMs ?? ofConfig?.timeoutMs ?? 0 };
  };
}

/** This is a copy of a request that a Parallax sent. */
function isMarked({ fields }: RequestHead): boolean {
  return (
    fieldValue(fields, copyMark) !== undefined || fieldValue(fields, exchangeHeader) !== undefined
  );
}
