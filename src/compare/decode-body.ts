import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

/** A body with its content codings taken off, or why that could not be done. */
export type DecodedBody =
  | { readonly kind: 'decoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'undecodable'; readonly reason: UndecodableReason };

type UndecodableReason =
  | 'too large when decoded'
  | 'damaged content coding'
  | 'unknown content coding'
  | 'too many content codings';

/** Each coding multiplies a bomb's yield; no honest response has more than two. */
const codingsMax = 4;

/**
 * Takes off what Content-Encoding lists, last first (RFC 9110, section 8.4).
 *
 * @param encoding the field's value, null where it is absent
 * @param bytesMax what may come out of any one coding
 */
export function decodeBody(
  body: Uint8Array,
  encoding: string | null,
  bytesMax: number,
): DecodedBody {
  const codings = encoding === null ? [] : codingsOf(encoding);
  if (codings.length > codingsMax) return undecodable('too many content codings');
  let bytes = body;
  for (const coding of codings.reverse()) {
    // A response to HEAD, a 304 and the like name a coding of content they do not carry.
    if (bytes.byteLength === 0) break;
    const decode = decoders.get(coding);
    if (decode === undefined) return undecodable('unknown content coding');
    try {
      bytes = decode(bytes, bytesMax);
    } catch (error) {
      return undecodable(isOverCap(error) ? 'too large when decoded' : 'damaged content coding');
    }
  }
  return { kind: 'decoded', bytes };
}

type Decoder = (bytes: Uint8Array, bytesMax: number) => Uint8Array;

const gunzip: Decoder = (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength });

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateEither],
  ['br', (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength })],
  ['zstd', (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength })],
]);

/** The standard asks for a zlib wrapper, which some servers leave out; its first four bits are 8. */
function inflateEither(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const wrapped = ((bytes[0] ?? 0) & 0x0f) === 8;
  return (wrapped ? inflateSync : inflateRawSync)(bytes, { maxOutputLength });
}

function codingsOf(encoding: string): string[] {
  return encoding
    .toLowerCase()
    .split(/[,\n]/)
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

function undecodable(reason: UndecodableReason): DecodedBody {
  return { kind: 'undecodable', reason };
}

function isOverCap(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
