import { outOfPathOf } from '../../config/out-of-path-schema.ts';
import { routePolicyOf } from '../../config/route-policy.ts';
import { sampledShare } from '../../config/sampled-share.ts';
import type { Config } from '../../config/schema.ts';
import { copyMark } from '../../vocabulary/copy-mark.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import { fieldValue, type RequestHead } from '../../vocabulary/raw-head.ts';
import { asksForUpgrade, mayChangeState } from '../../vocabulary/request-kind.ts';
import type { SkipReason } from '../../vocabulary/shed.ts';

/** What is to be done with a copy. */
interface CopyDecision {
  /** Why primary is not asked; null where it is. */
  readonly leftOut: SkipReason | null;
  /** How long primary may take for the whole answer. */
  readonly timeoutMs: number;
}

export type CopyPolicy = (request: RequestHead, connection: number) => CopyDecision;

/**
 * Primary gets no copy that its route or sampling leaves out, and no write unless the config states that primary has a
 * state of its own. The cap of a route is the candidate's alone. Operations are not looked into: a POST reads if `safe: true`
 * stands on its route, and a route whose operations may write is left out whole.
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

/** A Parallax sent the request that this is a copy of. */
function isMarked({ fields }: RequestHead): boolean {
  return (
    fieldValue(fields, copyMark) !== undefined || fieldValue(fields, exchangeHeader) !== undefined
  );
}
