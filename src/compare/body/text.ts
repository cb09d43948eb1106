import { isUtf8 } from 'node:buffer';

/**
 * Decodes text by its charset, else by its byte order mark, else as UTF-8. Null if the bytes are not such
 * text, or the charset is unknown: loose decoding would make different bytes the same text.
 */
export function decodeText(bytes: Uint8Array, charset: string | null): string | null {
  const label = charset ?? markedCharset(bytes);
  if (label === null || label === 'utf-8' || label === 'utf8') {
    if (!isUtf8(bytes)) return null;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function markedCharset(bytes: Uint8Array): string | null {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe) return 'utf-16le';
  return mark === 0xfeff ? 'utf-16be' : null;
}
