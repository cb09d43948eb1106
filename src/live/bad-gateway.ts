import { isOwnLimitCode } from '../wire/own-limits.ts';

/** The one response Parallax writes itself: primary could not be reached (RFC 9457 problem). */
export function badGateway(detail: string, headOnly: boolean): Buffer {
  const body = `${JSON.stringify({
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail,
  })}\n`;
  const head =
    'HTTP/1.1 502 Bad Gateway\r\n' +
    'Content-Type: application/problem+json\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n` +
    'Cache-Control: no-store\r\n' +
    'Connection: close\r\n\r\n';
  return Buffer.from(headOnly ? head : head + body);
}

/**
 * Why primary could not be reached, in words: whoever reads it must not look for a fault in primary where
 * Parallax has run out of something.
 *
 * @param code of the system's error
 */
export function unreachableWords(code: string): string {
  return isOwnLimitCode(code)
    ? `Parallax has no descriptor, port or memory left for a connection to primary (${code})`
    : `primary cannot be reached (${code})`;
}
