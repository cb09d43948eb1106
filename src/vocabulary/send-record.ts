import { type Exchange, safeMethods } from './exchange.ts';
import { parseRequestHead } from './raw-head.ts';

/** Exchanges of one tenure that are to be sent, or may be. */
export interface TenureSends {
  readonly tenure: number;
  /** Of the exchanges, in the fleet. */
  readonly sequences: readonly number[];
}

/**
 * Whether a hub sends it only after a record of that is in the stream. The method alone decides, whatever the config says of
 * the route: the next owner may have another config, and must know what the former one recorded.
 */
export function isRecordedBeforeSent({ request }: Pick<Exchange, 'request'>): boolean {
  return !safeMethods.has(parseRequestHead(request.head).method);
}
