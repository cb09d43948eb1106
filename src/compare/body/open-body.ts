import { decodeBody, type UndecodableReason } from '../../vocabulary/decode-body.ts';
import type { Echo } from '../echo/echoes.ts';
import { type ExactJson, parseExactly } from '../../vocabulary/exact-number.ts';
import { type MediaType, mediaTypeOf } from '../media-type.ts';
import { decodeText } from './text.ts';

/** A captured body, and the header fields that describe it. */
export interface TypedBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** The echo of request edits that it may contain; null or absent for primary. */
  readonly echo?: Echo | null;
}

/** A body, decoded if possible. */
export interface OpenBody {
  readonly type: MediaType;
  /** Decoded, or as captured if that failed. */
  readonly bytes: Uint8Array;
  /** Null if it could be decoded. */
  readonly undecodable: UndecodableReason | null;
}

/** @param decodedBytesMax the largest size that a content coding may decode to */
export function openBody(body: TypedBody, decodedBytesMax: number): OpenBody {
  const type = mediaTypeOf(body.contentType);
  const decoded = decodeBody(body.bytes, body.contentEncoding, decodedBytesMax);
  if (decoded.kind !== 'decoded') return { type, bytes: body.bytes, undecodable: decoded.reason };
  const bytes = body.echo?.ofBody(decoded.bytes) ?? decoded.bytes;
  return { type, bytes, undecodable: null };
}

/** The text of a JSON body, and its parsed form. */
export interface JsonDocument extends ExactJson {
  readonly text: string;
}

/**
 * Null if the body is not JSON. JSON is UTF-8 (RFC 8259, section 8.1); bytes that are not valid UTF-8 are
 * decoded by the declared charset. Loose decoding would make different bytes the same text.
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
