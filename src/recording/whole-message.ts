import type { CapturedMessage } from '../vocabulary/exchange.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { OpaqueReason } from '../vocabulary/shed.ts';
import { answerFraming, type BodyFraming, MessageFramer } from '../wire/message.ts';

/** A message, or why its wire form is invalid. */
type WholeMessage = Result<CapturedMessage, 'malformed' | 'incomplete'>;

/** Parses a complete request in memory. */
export function wholeRequest(bytes: Buffer): WholeMessage {
  return wholeMessage('request', bytes, ({ chunked, contentLength }) => {
    if (chunked) return 'chunked';
    return contentLength === null ? 'none' : 'length';
  });
}

/**
 * Parses a complete response in memory, and skips interim responses before it.
 *
 * @param asksHeadOnly whether its request was a HEAD
 */
export function wholeResponse(bytes: Buffer, asksHeadOnly: boolean): WholeMessage {
  return wholeMessage('response', bytes, (head) =>
    head.status < 200 ? 'none' : answerFraming(head, asksHeadOnly),
  );
}

type Head = Parameters<typeof answerFraming>[0];

function wholeMessage(
  of: 'request' | 'response',
  bytes: Buffer,
  framingOf: (head: Head) => BodyFraming | OpaqueReason,
): WholeMessage {
  let [head, status, isDone]: [Buffer | null, number, boolean] = [null, 0, false];
  let pieces: Buffer[] = [];
  const trailers: Buffer[] = [];
  const framer = new MessageFramer(of, {
    // Bytes after the end of the message are not part of it.
    mayStart: () => (isDone ? 'unsolicited_response' : null),
    onStart: () => undefined,
    onHead(read) {
      [head, status, pieces] = [read.bytes, read.status, []];
      return framingOf(read);
    },
    onPayload: (piece) => void pieces.push(piece),
    onTrailers: (piece) => void trailers.push(piece),
    onEnd() {
      isDone = of === 'request' || status >= 200;
    },
  });
  const fault = framer.read(bytes);
  if (!isDone && fault !== null) return failure('malformed');
  if (!isDone) framer.end();
  if (head === null || !isDone) return failure('incomplete');
  return success(messageOf(of, head, pieces, trailers));
}

/** An empty line ends the trailers, and is all there is without any. */
const emptyLineBytes = 2;

function messageOf(
  of: 'request' | 'response',
  head: Buffer,
  pieces: readonly Buffer[],
  trailerPieces: readonly Buffer[],
): CapturedMessage {
  const body = Buffer.concat(pieces);
  const trailers = Buffer.concat(trailerPieces);
  if (trailers.byteLength <= emptyLineBytes) return { head, body };
  return of === 'response'
    ? { head: Buffer.concat([head, trailers]), body }
    : { head, body, trailers };
}
