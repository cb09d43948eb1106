import { isUtf8 } from 'node:buffer';
import type { OpenBody } from './open-body.ts';

/** What text is in that neither is UTF-8 nor says what it is: every byte is a letter of its own. */
const legacyCharset = 'windows-1252';

/**
 * The charsets of two bodies' texts: as the types say, or the texts themselves, as XML and HTML may; else
 * null, for UTF-8. Where that is wrong for one of them, it is not assumed of the other either: the same
 * bytes must not be two texts, nor two texts the same.
 */
export function charsetsOf(
  primary: OpenBody,
  candidate: OpenBody,
): readonly [string | null, string | null] {
  const declared = [declaredCharset(primary), declaredCharset(candidate)] as const;
  const isLegacy = [primary, candidate].some(
    (body, index) => declared[index] === null && !isUtf8(body.bytes) && hasNoControls(body.bytes),
  );
  if (!isLegacy) return declared;
  return [declared[0] ?? legacyCharset, declared[1] ?? legacyCharset];
}

function declaredCharset({ type, bytes }: OpenBody): string | null {
  if (type.charset !== null || type.family !== 'markup') return type.charset;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024));
  return declaration.exec(start.toString('latin1'))?.slice(1).find(Boolean)?.toLowerCase() ?? null;
}

const declaration =
  /^\s{0,64}<\?xml[^>]{0,200}?encoding\s?=\s?["']([\w.-]{1,40})["']|<meta\s[^>]{0,200}?charset\s?=\s?["']?([\w.-]{1,40})/i;

/** Text in UTF-16 with a byte order mark has some, and so has what is no text. */
function hasNoControls(bytes: Uint8Array): boolean {
  return !bytes.some((byte) => byte < 0x20 && !textControls.has(byte));
}

const textControls: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
