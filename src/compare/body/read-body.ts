import type { BodyFamily, MediaType } from '../media-type.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { bodyAsJson } from './body-as-json.ts';
import { normaliseMarkup } from './markup.ts';
import { type JsonDocument, readJson } from './open-body.ts';
import { likelyFamilies } from './sniff.ts';
import { parseEvents, type StreamEvent } from './sse/events.ts';
import { mayBeAnswer } from './sse/final-answers.ts';
import { decodeText } from './text.ts';

/** The format that a body was parsed as, and its content in a comparable form. */
export type ParsedBody =
  | PlainParsedBody
  | { readonly family: 'sse'; readonly document: JsonDocument };

/** The same before the decision, for both bodies of a pair, whether an event stream is a model's answer. */
export type OwnParsedBody = PlainParsedBody | EventStream;

type PlainParsedBody =
  | { readonly family: 'json' | 'ndjson' | 'form' | 'multipart'; readonly document: JsonDocument }
  | { readonly family: 'markup' | 'text'; readonly text: string }
  | { readonly family: 'binary' }
  /** Too large to be parsed in the time that one comparison may take. */
  | { readonly family: 'unread' };

interface EventStream {
  readonly family: 'sse';
  readonly events: readonly StreamEvent[];
  /** It may be a model's answer in pieces. */
  readonly mayBeAnswer: boolean;
}

/** Formats that are rewritten as JSON cost up to 100 ms per megabyte for hostile bodies. */
const rewrittenBytesMax = 2 * 1024 * 1024;

const rewritten: ReadonlySet<BodyFamily> = new Set(['ndjson', 'sse', 'form', 'multipart']);

/**
 * Parses a decoded body by its content, which may not match its declared type.
 *
 * @param charset of text; null if none is declared, which means UTF-8
 */
export function readBody(
  redactor: Redactor,
  bytes: Uint8Array,
  type: MediaType,
  charset: string | null,
): OwnParsedBody {
  for (const family of likelyFamilies(type, bytes)) {
    if (bytes.byteLength > rewrittenBytesMax && rewritten.has(family)) return { family: 'unread' };
    const reading = readAs(redactor, family, bytes, type, charset);
    if (reading !== null) return reading;
  }
  return { family: 'binary' };
}

function readAs(
  redactor: Redactor,
  family: BodyFamily,
  bytes: Uint8Array,
  type: MediaType,
  charset: string | null,
): OwnParsedBody | null {
  switch (family) {
    case 'json': {
      const document = readJson(bytes, type.charset);
      return document === null ? null : { family, document };
    }
    case 'ndjson':
    case 'form':
    case 'multipart': {
      const json = bodyAsJson(redactor, family, bytes, type);
      const document = json === null ? null : readJsonText(json);
      return document === null ? null : { family, document };
    }
    case 'sse':
      return readEvents(bytes);
    case 'markup':
    case 'text': {
      const text = decodeText(bytes, charset);
      if (text === null) return null;
      return { family, text: family === 'markup' ? normaliseMarkup(text) : text };
    }
    case 'binary':
      return { family };
  }
}

/** A JSON document into which another format was rewritten; null if it is too large. */
export function readJsonText(json: string): JsonDocument | null {
  return readJson(Buffer.from(json));
}

/** Event streams are always UTF-8. */
function readEvents(bytes: Uint8Array): EventStream | null {
  const text = decodeText(bytes, null);
  if (text === null) return null;
  return { family: 'sse', events: parseEvents(text), mayBeAnswer: mayBeAnswer(text) };
}
