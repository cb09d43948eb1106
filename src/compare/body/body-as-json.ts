import { type BodyFamily, type MediaType, mediaTypeOf } from '../media-type.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { formAsJson } from './form.ts';
import { normaliseMarkup } from './markup.ts';
import { multipartAsJson } from './multipart-as-json.ts';
import { ndjsonAsJson } from './ndjson.ts';
import { readJson } from './open-body.ts';
import { likelyFamilies } from './sniff.ts';
import { eventsAsJson } from './sse/events-as-json.ts';
import { parseEvents } from './sse/events.ts';
import { decodeText } from './text.ts';

/** Nested parts are parsed down to this depth; deeper ones are compared byte by byte. */
const partDepthMax = 4;

/**
 * Rewrites a body as JSON text with the same meaning; null if the body is not of this family after all.
 *
 * @param depth how many multipart bodies contain it
 */
export function bodyAsJson(
  redactor: Redactor,
  family: BodyFamily,
  bytes: Uint8Array,
  type: MediaType,
  depth = 0,
): string | null {
  switch (family) {
    case 'json':
      return readJson(bytes, type.charset)?.text ?? null;
    case 'ndjson':
      return ndjsonAsJson(bytes);
    case 'form':
      return formAsJson(bytes);
    case 'multipart':
      if (depth >= partDepthMax) return null;
      return multipartAsJson(bytes, type.boundary, (part, contentType) =>
        partAsJson(redactor, part, contentType, depth + 1),
      );
    case 'sse':
      return mapText(bytes, null, (text) => eventsAsJson(parseEvents(text)));
    case 'markup':
      return mapText(bytes, type.charset, (text) => JSON.stringify(normaliseMarkup(text)));
    case 'text':
      return mapText(bytes, type.charset, JSON.stringify);
    case 'binary':
      return null;
  }
}

function partAsJson(
  redactor: Redactor,
  bytes: Uint8Array,
  contentType: string | null,
  depth: number,
): string {
  const type = mediaTypeOf(contentType ?? 'text/plain');
  for (const family of likelyFamilies(type, bytes)) {
    const json = bodyAsJson(redactor, family, bytes, type, depth);
    if (json !== null) return json;
  }
  return JSON.stringify({ bytes: bytes.byteLength, digest: redactor.fingerprint(bytes) });
}

function mapText(
  bytes: Uint8Array,
  charset: string | null,
  write: (text: string) => string,
): string | null {
  const text = decodeText(bytes, charset);
  return text === null ? null : write(text);
}
