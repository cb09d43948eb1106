import { isUtf8 } from 'node:buffer';
import { groupedAsJson } from './json-text.ts';

/**
 * Rewrites a form (`application/x-www-form-urlencoded`) as a JSON object of its fields; null if
 * a field is not UTF-8.
 */
export function formAsJson(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const fields: [string, string][] = [];
  for (const field of text.trim().split('&')) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    const name = formDecoded(equals === -1 ? field : field.slice(0, equals));
    const value = formDecoded(equals === -1 ? '' : field.slice(equals + 1));
    if (name === null || value === null) return null;
    fields.push([name, JSON.stringify(value)]);
  }
  return groupedAsJson(fields);
}

/** Decodes as the URL standard does: an invalid percent-encoding stays as it is. */
function formDecoded(text: string): string | null {
  if (plain.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  return isAscii.test(spaced) ? decodedUri(spaced) : decodedBytes(spaced);
}

/** The fast path for valid encodings. */
function decodedUri(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return decodedBytes(text);
  }
}

function decodedBytes(text: string): string | null {
  const decoded = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const bytes = Buffer.from(decoded, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

const isAscii = /^[\u0000-\u007f]*$/;

/** Plain ASCII without encodings. */
const plain = /^[^%+\u0080-\u00ff]*$/;
