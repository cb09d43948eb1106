import { decodeBody, type UndecodableReason } from '../../vocabulary/decode-body.ts';
import type { Echo } from '../echo/echoes.ts';
import { type ExactJson, parseExactly } from '../../vocabulary/exact-number.ts';
import { type MediaType, mediaTypeOf } from '../media-type.ts';
import { decodeText } from './text.ts';

/** A body as it was captured, and the header fields that say what it is. */
export interface TypedBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** What it may hold because the deployment was sent another request; null or absent for primary. */
  readonly echo?: Echo | null;
}

/** A body as far as it could be read. */
export interface OpenBody {
  readonly type: MediaType;
  /** Decoded, or as captured where that failed. */
  readonly bytes: Uint8Array;
  /** Null if it could be decoded. */
  readonly undecodable: UndecodableReason | null;
}

/** @param decodedBytesMax what may come out of a content coding */
export function openBody(body: TypedBody, decodedBytesMax: number): OpenBody {
  const type = mediaTypeOf(body.contentType);
  const decoded = decodeBody(body.bytes, body.contentEncoding, decodedBytesMax);
  if (decoded.kind !== 'decoded') return { type, bytes: body.bytes, undecodable: decoded.reason };
  const bytes = body.echo?.ofBody(decoded.bytes) ?? decoded.bytes;
  return { type, bytes, undecodable: null };
}

/** A JSON body's text and what it parses to. */
export interface JsonDocument extends ExactJson {
  readonly text: string;
}

/**
 * Null if the body is not JSON. JSON is UTF-8 (RFC 8259, section 8.1); bytes that are not are decoded by
 * the declared charset. Decoding loosely would make different bytes the same text.
 */
export function readJson(bytes: Uint8Array, charset: string | null = null): JsonDocument | null {
  const asUtf8 = decodeText(bytes, 'utf-8');
  const text = asUtf8 ?? (charset === null ? null : decodeText(bytes, charset));
  if (text === null) return null;
  try {
    return { text, ...parseExactly(text, asUtf8 === null ? Buffer.from(text) : bytes) };
  } catch {
    return null;
  }
}
