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

export type UndecodableReason =
  | 'too_large' // more came out than was allowed, as of a decompression bomb
  | 'damaged_coding' // truncated, corrupt, or not in this coding at all
  | 'trailing_bytes' // the coded content ended before the body did
  | 'unknown_coding'
  | 'too_many_codings';

/** `none` is no coding of the registry, but event streams say so to keep proxies from coding them. */
const uncoded: ReadonlySet<string> = new Set(['identity', 'none']);

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
  if (codings.length > codingsMax) return undecodable('too_many_codings');
  let bytes = body;
  for (const coding of codings.reverse()) {
    // A response to HEAD, a 304 and the like name a coding of content they do not carry.
    if (bytes.byteLength === 0) break;
    const decode = decoders.get(coding);
    if (decode === undefined) return undecodable('unknown_coding');
    try {
      const { buffer, engine } = decode(bytes, { maxOutputLength: bytesMax, info: true });
      if (engine.bytesWritten < bytes.byteLength) return undecodable('trailing_bytes');
      bytes = buffer;
    } catch (error) {
      return undecodable(isOverCap(error) ? 'too_large' : 'damaged_coding');
    }
  }
  return { kind: 'decoded', bytes };
}

/** One spelling for Content-Encodings that mean the same. Their order matters, `identity` does not. */
export function canonicalContentEncoding(encoding: string): string {
  return codingsOf(encoding)
    .map((coding) => (coding === 'x-gzip' ? 'gzip' : coding))
    .join(', ');
}

interface DecodeOptions {
  readonly maxOutputLength: number;
  readonly info: true;
}

/** What zlib's functions return when they are asked for `info`. */
interface Decoded {
  readonly buffer: Uint8Array;
  /** Counts the input that was used up. */
  readonly engine: { readonly bytesWritten: number };
}

type Decoder = (bytes: Uint8Array, options: DecodeOptions) => Decoded;

const gunzip = asDecoder(gunzipSync);
const inflate = asDecoder(inflateSync);
const inflateRaw = asDecoder(inflateRawSync);

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', (bytes, options) => (hasZlibHeader(bytes) ? inflate : inflateRaw)(bytes, options)],
  ['br', asDecoder(brotliDecompressSync)],
  ['zstd', asDecoder(zstdDecompressSync)],
]);

/** The type definitions do not know that `info` changes what is returned. */
function asDecoder(decompress: (bytes: Uint8Array, options: DecodeOptions) => unknown): Decoder {
  return decompress as Decoder;
}

/** The standard asks for a zlib wrapper, which some servers leave out (RFC 1950, section 2.2). */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

function codingsOf(encoding: string): string[] {
  return encoding
    .toLowerCase()
    .split(/[,\n]/)
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && !uncoded.has(coding));
}

function undecodable(reason: UndecodableReason): DecodedBody {
  return { kind: 'undecodable', reason };
}

function isOverCap(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
