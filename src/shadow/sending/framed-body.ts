import { noBytes } from '../../vocabulary/no-bytes.ts';

const lineEnd = Buffer.from('\r\n');
const lastChunk = Buffer.from('0\r\n');

/**
 * Copies a body in its transfer coding: a broken connection may still be reading it when the exchange is
 * released.
 *
 * @param chunked whether the body becomes one chunk
 * @param trailers field lines, each ended by CRLF; sent in chunked coding only
 * @returns null if nothing is to be sent
 */
export function framedBody(
  body: Uint8Array,
  chunked: boolean,
  trailers: Uint8Array = noBytes,
): Buffer | null {
  if (!chunked) return body.byteLength === 0 ? null : Buffer.from(body);
  const size = Buffer.from(`${body.byteLength.toString(16)}\r\n`);
  const chunk = body.byteLength === 0 ? [] : [size, body, lineEnd];
  return Buffer.concat([...chunk, lastChunk, trailers, lineEnd]);
}
