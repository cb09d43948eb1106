import type { StreamTimes } from '../vocabulary/comparison.ts';
import { fieldValue, parseResponseHead } from '../vocabulary/raw-head.ts';

/** The times of an answer if it is an event stream; else null. */
export function streamTimes(head: Uint8Array, times: StreamTimes): StreamTimes | null {
  return isEventStream(head) ? times : null;
}

/** Most answers are not event streams, and parsing heads costs time. */
function isEventStream(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (!/event-stream/i.test(text)) return false;
  const type = fieldValue(parseResponseHead(head).fields, 'content-type') ?? '';
  return /^text\/event-stream\s*(?:;|$)/i.test(type);
}
