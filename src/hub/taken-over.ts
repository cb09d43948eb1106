import type { Exchange } from '../vocabulary/exchange.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import { mayChangeState } from '../vocabulary/request-kind.ts';
import type { HeldPartitionOptions, TakenOver } from './held-partition-options.ts';

/** The state of an exchange that a former owner had claimed, by the records that it left. */
export function stateOfTakenOver(
  sequence: number,
  streamSequence: number,
  { recorded, sent }: Pick<HeldPartitionOptions, 'recorded' | 'sent'>,
): TakenOver {
  if (recorded.has(sequence)) return 'recalled';
  const isRecorded = streamSequence <= sent.unrecorded || sent.sequences.has(sequence);
  return isRecorded ? 'in_doubt' : 'unsent';
}

/** Whether it may change state: by its method, or by the field that overrides the method. */
export function isWrite({ request }: Exchange): boolean {
  return mayChangeState(parseRequestHead(request.head));
}

/** It is not compared. A read that was to be compared may be sent again. */
export function inDoubt(exchange: Exchange): Exchange {
  const { leftOut, requestWhole } = exchange;
  if (leftOut !== null) return { ...exchange, requestWhole: false };
  return { ...exchange, leftOut: 'takeover', requestWhole };
}
