import { percentDecoded } from './percent-decoded.ts';

/** One part of a multipart body. */
export interface Part {
  /** Names in lower case, values with the white space around them taken off, as latin1. */
  readonly fields: ReadonlyMap<string, string>;
  /** A view of its field lines, each ended by CRLF. */
  readonly head: Uint8Array;
  /** A view of the bytes that were divided. */
  readonly body: Uint8Array;
}

/** Parts beyond this number are not separated. */
const partsMax = 10_000;

/** By RFC 2046, section 5.1.1. */
const boundaryCharsMax = 70;

/**
 * Divides a multipart body by its boundary (RFC 2046, section 5.1). What stands before the first
 * part and after the last means nothing.
 *
 * @returns null where it has no proper end, or is no multipart body
 */
export function parseParts(bytes: Uint8Array, boundary: string): readonly Part[] | null {
  if (boundary === '' || boundary.length > boundaryCharsMax) return null;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let line = delimiterLine(body, openingEnd(body, delimiter));
  while (line.kind === 'between') {
    const end = body.indexOf(delimiter, line.next - 2);
    if (end === -1 || parts.length === partsMax) return null;
    const part = parsePart(body.subarray(line.next, Math.max(end, line.next)));
    if (part === null) return null;
    parts.push(part);
    line = delimiterLine(body, end + delimiter.length);
  }
  return line.kind === 'last' ? parts : null;
}

/** Past the boundary of the first delimiter, which may stand at the very start; -1 without one. */
function openingEnd(body: Buffer, delimiter: Buffer): number {
  const bare = delimiter.subarray(2);
  if (body.subarray(0, bare.length).equals(bare)) return bare.length;
  const at = body.indexOf(delimiter);
  return at === -1 ? -1 : at + delimiter.length;
}

type DelimiterLine =
  | { readonly kind: 'between'; readonly next: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'broken' };

/** What follows a boundary: two hyphens behind the last part, else padding and a line end. */
function delimiterLine(body: Buffer, at: number): DelimiterLine {
  if (at === -1) return { kind: 'broken' };
  if (body[at] === 0x2d && body[at + 1] === 0x2d) return { kind: 'last' };
  let end = at;
  while (body[end] === 0x20 || body[end] === 0x09) end += 1;
  if (body[end] !== 0x0d || body[end + 1] !== 0x0a) return { kind: 'broken' };
  return { kind: 'between', next: end + 2 };
}

function parsePart(part: Buffer): Part | null {
  if (part[0] === 0x0d && part[1] === 0x0a)
    return { fields: new Map(), head: part.subarray(0, 0), body: part.subarray(2) };
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const fields = new Map<string, string>();
  for (const line of part.toString('latin1', 0, headEnd).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) return null;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { fields, head: part.subarray(0, headEnd + 2), body: part.subarray(headEnd + 4) };
}

const nameParameter = /;[ \t]*name(\*\d*)?\*?[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/gi;

/**
 * The names that readers may take for that of a part: by RFC 7578 it has one, but some send it in the extended form
 * of RFC 8187, or in pieces (RFC 2231).
 */
export function namesOfPart({ fields }: Pick<Part, 'fields'>): readonly string[] {
  const found = [...(fields.get('content-disposition') ?? '').matchAll(nameParameter)];
  const names = found.map(([, star, quoted, bare = '']) => {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    return percentDecoded(star === undefined ? value : value.replace(/^[^']*'[^']*'/, ''));
  });
  return names.length > 1 ? [...names, names.join('')] : names;
}
