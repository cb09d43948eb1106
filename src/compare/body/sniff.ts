import { isUtf8 } from 'node:buffer';
import type { BodyFamily, MediaType } from '../media-type.ts';

/**
 * The possible formats of a body, the likeliest first, whatever its Content-Type: gateways answer JSON
 * clients in HTML, and frameworks forget the type. The caller tries them in turn; if none fits, the body is
 * binary.
 */
export function likelyFamilies(type: MediaType, bytes: Uint8Array): readonly BodyFamily[] {
  const start = meaningfulStart(bytes);
  if (opensJson.test(start)) return jsonFamilies(type);
  if (opensPage.test(start)) return ['markup', 'text'];
  switch (type.family) {
    case 'json':
      if (opensMarkup.test(start)) return ['markup', 'text'];
      return opensEvents.test(start) ? ['sse', 'text'] : ['json', 'text'];
    case 'binary':
      return type.essence === '' ? untypedFamilies(start, bytes) : [];
    case 'text':
      return ['text'];
    case 'ndjson':
    case 'sse':
    case 'form':
    case 'multipart':
    case 'markup':
      return [type.family, 'text'];
  }
}

function jsonFamilies({ family, essence }: MediaType): readonly BodyFamily[] {
  switch (family) {
    // Invalid JSON is not shown as text: secrets are recognised by keys, and it may have lost them.
    case 'json':
      return ['json', 'ndjson'];
    case 'ndjson':
      return ['ndjson', 'json', 'text'];
    case 'binary':
      return essence === '' ? ['json', 'ndjson', 'text'] : ['json'];
    case 'text':
      return ['json', 'ndjson', 'text'];
    case 'sse':
    case 'form':
    case 'multipart':
    case 'markup':
      return ['json', family, 'text'];
  }
}

function untypedFamilies(start: string, bytes: Uint8Array): readonly BodyFamily[] {
  if (opensMarkup.test(start)) return ['markup', 'text'];
  if (opensEvents.test(start)) return ['sse', 'text'];
  return isText(bytes) ? ['text'] : [];
}

const opensJson = /^[{[]/;
const opensPage = /^<(?:!doctype html|html|\?xml)/;
const opensMarkup = /^<[a-z!?]/;
const opensEvents = /^(?:data|event|id|retry):/;

const lookedAtBytes = 1024;
const startChars = 16;

/** The first characters after white space and a byte order mark, in lower case. */
function meaningfulStart(bytes: Uint8Array): string {
  const looked = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, lookedAtBytes));
  return looked
    .toString('latin1')
    .replace(/^ï»¿/, '')
    .trimStart()
    .slice(0, startChars)
    .toLowerCase();
}

/** UTF-8 without control characters that no text has. */
function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.some((byte) => byte < 0x20 && !textControls.has(byte));
}

const textControls: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
