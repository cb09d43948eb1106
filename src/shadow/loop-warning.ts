import type { RateLimitedLog } from '../log.ts';
import { exchangeHeader } from '../vocabulary/exchange-header.ts';
import { instanceOf } from '../vocabulary/exchange.ts';
import { fieldValue } from '../vocabulary/raw-head.ts';
import type { MirrorPolicy } from './mirror-policy.ts';

/** Makes the log say so where a request comes that a Parallax has mirrored, perhaps this one. */
export function warnOfLoops(
  policy: MirrorPolicy,
  instance: string,
  problems: RateLimitedLog,
): MirrorPolicy {
  return (exchange, request) => {
    const decision = policy(exchange, request);
    if (decision.leftOut === 'already_mirrored') {
      const name = fieldValue(request.fields, exchangeHeader) ?? '';
      if (instanceOf(name) === instance) problems.warn('loop', {}, ownLoop);
      else problems.warn('already_mirrored', { instance: instanceOf(name) }, othersRequest);
    }
    return decision;
  };
}

const ownLoop =
  'a request that was mirrored came back: the candidate, or what it calls, sends to this Parallax; ' +
  'it was relayed to primary, and is not mirrored again';
const othersRequest =
  'a request came that another Parallax had mirrored: it was relayed, and is not mirrored again';
