import { countMembers } from '../../vocabulary/count-members.ts';
import { decodeBody } from '../../vocabulary/decode-body.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import { parseJson } from '../../vocabulary/parse-json.ts';
import { fieldValue, type RequestHead } from '../../vocabulary/raw-head.ts';
import { scanText } from '../../vocabulary/text-scan.ts';

/** A request as its operation is read from it. */
export interface SentRequest {
  readonly head: RequestHead;
  /** The body with its content codings taken off; null if it is not known, or not all of it. */
  text(): string | null;
}

/** @param bytesMax what may come out of a content coding */
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

/** Undefined for what is no JSON. */
export function jsonIn(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * The same for what a server may read otherwise: of two members of one name, `JSON.parse` takes the last one, and
 * others take the first (RFC 8259, section 4).
 */
export function unambiguousJsonIn(text: string | null): unknown {
  const value = jsonIn(text);
  const isPlain = text === null || scanText(Buffer.from(text)).members === countMembers(value);
  return isPlain ? value : undefined;
}

function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
