import { isLoginRequest } from '../../compare/redaction/oauth.ts';
import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import {
  fieldValue,
  parseRequestHead,
  parseResponseHead,
  type RawFields,
} from '../../vocabulary/raw-head.ts';
import type { Placeholders } from './placeholders.ts';
import {
  type IsSecret,
  isSecretMember,
  isSecretOfLogin,
  isSecretOfLoginAnswer,
} from './secret-members.ts';
import { redactBody } from './redact-body.ts';
import { redactHead, redactFieldLines } from './redact-head.ts';
import { noBytes } from '../../vocabulary/no-bytes.ts';

/** An exchange in the form in which it may be recorded. */
export interface RedactedExchange {
  readonly exchange: Exchange;
  /** Bodies that were left out, because they may contain secrets. */
  readonly leftOut: number;
}

/** The start of a body that says whether a request is part of a login. */
const loginBytes = 4096;

/**
 * An exchange with placeholders for its secrets. A body that cannot be judged is left out.
 *
 * @param decodedBytesMax the largest size that a content coding may decode to
 */
export function redactExchange(
  exchange: Exchange,
  decodedBytesMax: number,
  placeholders: Placeholders,
): RedactedExchange {
  const { target, fields } = parseRequestHead(exchange.request.head);
  const start = Buffer.from(exchange.request.body.subarray(0, loginBytes)).toString();
  const isLogin = isLoginRequest(target, start);
  const redact = (message: CapturedMessage, own: RawFields, isSecret: IsSecret): Redacted =>
    redactMessage(message, { fields: own, isSecret, decodedBytesMax, placeholders });
  const request = redact(exchange.request, fields, isLogin ? isSecretOfLogin : isSecretMember);
  const response =
    exchange.response.head.byteLength === 0
      ? { message: exchange.response, isLeftOut: false }
      : redact(
          exchange.response,
          parseResponseHead(exchange.response.head).fields,
          isLogin ? isSecretOfLoginAnswer : isSecretMember,
        );
  const leftOut = Number(request.isLeftOut) + Number(response.isLeftOut);
  return {
    leftOut,
    exchange: {
      ...exchange,
      leftOut: leftOut === 0 ? exchange.leftOut : (exchange.leftOut ?? 'body_not_recorded'),
      requestWhole: exchange.requestWhole && !request.isLeftOut,
      request: request.message,
      response: response.message,
    },
  };
}

interface Redacted {
  readonly message: CapturedMessage;
  readonly isLeftOut: boolean;
}

interface MessageContext {
  readonly fields: RawFields;
  readonly isSecret: IsSecret;
  readonly decodedBytesMax: number;
  readonly placeholders: Placeholders;
}

function redactMessage(
  { head, body, trailers }: CapturedMessage,
  { fields, isSecret, decodedBytesMax, placeholders }: MessageContext,
): Redacted {
  const contentType = fieldValue(fields, 'content-type') ?? null;
  const contentEncoding = fieldValue(fields, 'content-encoding') ?? null;
  const redacted = redactBody(
    { bytes: body, contentType, contentEncoding, isSecret },
    decodedBytesMax,
    placeholders,
  );
  const isChanged = redacted.kind === 'changed';
  const change = { bytes: isChanged ? redacted.bytes.byteLength : null, isDecoded: isChanged };
  const message = {
    head: redactHead(head, change, isSecret, placeholders),
    body: isChanged ? redacted.bytes : redacted.kind === 'same' ? body : noBytes,
  };
  return {
    message:
      trailers === undefined
        ? message
        : { ...message, trailers: redactFieldLines(trailers, placeholders) },
    isLeftOut: redacted.kind === 'unjudged',
  };
}
