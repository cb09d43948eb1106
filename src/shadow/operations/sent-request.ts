import { countMembers } from '../../vocabulary/count-members.ts';
import { decodeBody } from '../../vocabulary/decode-body.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import { parseJson } from '../../vocabulary/parse-json.ts';
import { fieldValue, type RequestHead } from '../../vocabulary/raw-head.ts';
import { scanText } from '../../vocabulary/text-scan.ts';

/** The parts of a request that determine its operation. */
export interface SentRequest {
  readonly head: RequestHead;
  /** The body without content codings; null if it is unknown or incomplete. */
  text(): string | null;
}

/** @param bytesMax the largest size that a content coding may decode to */
export function sentRequest(
  { request, requestWhole, leftOut }: Exchange,
  head: RequestHead,
  bytesMax: number,
): SentRequest {
  return {
    head,
    text() {
      if (!requestWhole && leftOut !== null) return null;
      const encoding = fieldValue(head.fields, 'content-encoding') ?? null;
      const decoded = decodeBody(request.body, encoding, bytesMax);
      return decoded.kind === 'decoded' ? utf8(decoded.bytes) : null;
    },
  };
}

/** Undefined if it is not JSON. */
export function jsonIn(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * Also undefined for JSON that servers may parse differently: of two members with one name, `JSON.parse`
 * takes the last one, and others take the first (RFC 8259, section 4).
 */
export function unambiguousJsonIn(text: string | null): unknown {
  const value = jsonIn(text);
  const isPlain = text === null || scanText(Buffer.from(text)).members === countMembers(value);
  return isPlain ? value : undefined;
}

function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
