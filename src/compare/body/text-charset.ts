import { isUtf8 } from 'node:buffer';
import type { OpenBody } from './open-body.ts';

/** For text that is not UTF-8 and declares no charset: each byte is one character. */
const legacyCharset = 'windows-1252';

/**
 * The charsets of two bodies, from their types or from XML and HTML themselves; else null, for UTF-8. If
 * UTF-8 is wrong for one body, it is not assumed for the other either: equal bytes must not become different
 * texts, nor different bytes the same text.
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

/** Text in UTF-16 and binary content have control characters. */
function hasNoControls(bytes: Uint8Array): boolean {
  return !bytes.some((byte) => byte < 0x20 && !textControls.has(byte));
}

const textControls: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
