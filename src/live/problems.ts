import type { OpaqueReason } from '../vocabulary/shed.ts';
import { isOwnLimitCode } from '../wire/own-limits.ts';

/** Why Parallax answers a request itself. */
export type RefusalReason = OpaqueReason | 'head_timeout' | 'edited_trailer';

const titles = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
} as const;

type Status = keyof typeof titles;

const refusals: Readonly<Partial<Record<RefusalReason, readonly [Status, string]>>> = {
  head_too_large: [431, 'the head of the request is larger than 64 KiB'],
  unknown_transfer_coding: [501, 'a transfer coding other than chunked is not supported'],
  connect: [501, 'CONNECT is not supported'],
  not_http1: [400, 'this is not an HTTP/1.1 request'],
  ambiguous_length: [400, 'the length of the body is ambiguous'],
  malformed_chunk: [400, 'the chunked coding of the body is malformed'],
  edited_trailer: [400, 'a trailer has the name of a field that Parallax writes'],
  refused_expectation: [400, 'the previous request was answered before its body came'],
  upgrade: [400, 'the previous request asked for another protocol'],
  head_timeout: [408, 'the head of the request did not come in time'],
  tap_fault: [500, 'the request could not be edited'],
};

/** Primary could not be reached. */
export function badGateway(detail: string, headOnly: boolean): Buffer {
  return problem(502, detail, headOnly);
}

/**
 * Why primary could not be reached, as a text. If Parallax has run out of a resource, the text must not blame
 * primary.
 *
 * @param code the code of the system's error
 */
export function unreachableWords(code: string): string {
  return isOwnLimitCode(code)
    ? `Parallax has no descriptor, port or memory left for a connection to primary (${code})`
    : `primary cannot be reached (${code})`;
}

/** The request was not passed to primary. */
export function refusal(reason: RefusalReason): Buffer {
  const [status, detail] = refusals[reason] ?? [400, 'the head of the request is malformed'];
  return problem(status, detail, false);
}

/** A problem document (RFC 9457), the last answer on its connection. */
function problem(status: Status, detail: string, headOnly: boolean): Buffer {
  const title = titles[status];
  const body = `${JSON.stringify({ type: 'about:blank', title, status, detail })}\n`;
  const head =
    `HTTP/1.1 ${status} ${title}\r\n` +
    'Content-Type: application/problem+json\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n` +
    'Cache-Control: no-store\r\n' +
    'Connection: close\r\n\r\n';
  return Buffer.from(headOnly ? head : head + body);
}
