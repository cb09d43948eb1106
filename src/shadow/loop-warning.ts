import type { RateLimitedLog } from '../log.ts';
import { exchangeHeader } from '../vocabulary/exchange-header.ts';
import { instanceOf } from '../vocabulary/exchange.ts';
import { fieldValue } from '../vocabulary/raw-head.ts';
import type { MirrorPolicy } from './mirror-policy.ts';

/** Logs a warning when a request arrives that this or another Parallax has mirrored. */
export function warnOfLoops(
  policy: MirrorPolicy,
  instance: string,
  problems: RateLimitedLog,
): MirrorPolicy {
  return (exchange, request) => {
    const decision = policy(exchange, request);
    // The live plane warns of copies.
    const isKnown = exchange.leftOut === 'already_mirrored';
    if (decision.leftOut === 'already_mirrored' && !isKnown) {
      const name = fieldValue(request.fields, exchangeHeader) ?? '';
      if (instanceOf(name) === instance) problems.warn('loop', {}, ownLoop);
      else problems.warn('already_mirrored', { instance: instanceOf(name) }, othersRequest);
    }
    return decision;
  };
}

const ownLoop =
  'a mirrored request came back: the candidate, or a service that it calls, sends requests to this ' +
  'Parallax; the request was relayed to primary, and is not mirrored again';
const othersRequest =
  'another Parallax has mirrored a request to this one: it was relayed, and is not mirrored again';
