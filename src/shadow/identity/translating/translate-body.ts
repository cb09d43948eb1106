import { parse } from 'content-type';
import { type Part, parseParts } from '../../../vocabulary/multipart-parts.ts';
import { fieldValue, type RawFields } from '../../../vocabulary/raw-head.ts';
import { contextOf, type FieldContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import { formParts } from '../recognizing/url-parts.ts';
import { type Resolve, translateJson, translateParts, translateToken } from './translate-token.ts';

/**
 * Writes a request's body in the candidate's terms: JSON, a form, the fields of a multipart form, or a
 * single token, whatever the content type claims.
 *
 * @returns null where it stays as it is
 */
export function translateBody(
  fields: RawFields,
  body: Uint8Array,
  subject: Subject,
  resolve: Resolve,
): Uint8Array | null {
  // Coded content would have to be coded anew; requests hardly ever are.
  if (fieldValue(fields, 'content-encoding') !== undefined) return null;
  const type = fieldValue(fields, 'content-type') ?? '';
  const parts = /^multipart\//i.test(type) ? parseParts(body, boundaryOf(type)) : null;
  if (parts !== null) return translateMultipart(body, parts, subject, resolve);
  return translateText(body, contextOf('', null, subject), subject, resolve);
}

function boundaryOf(type: string): string {
  return parse(type).parameters['boundary'] ?? '';
}

/** Files are content; what stands between the parts stays byte for byte. */
function translateMultipart(
  body: Uint8Array,
  parts: readonly Part[],
  subject: Subject,
  resolve: Resolve,
): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const part of parts) {
    const { type, parameters } = parse(part.fields.get('content-disposition') ?? '');
    if (type !== 'form-data' || parameters['filename'] !== undefined) continue;
    const context = contextOf(parameters['name'] ?? '', null, subject);
    const written = translateText(part.body, context, subject, resolve);
    if (written === null) continue;
    const start = part.body.byteOffset - body.byteOffset;
    pieces.push(body.subarray(copied, start), written);
    copied = start + part.body.byteLength;
  }
  return copied === 0 ? null : Buffer.concat([...pieces, body.subarray(copied)]);
}

function translateText(
  body: Uint8Array,
  context: FieldContext,
  subject: Subject,
  resolve: Resolve,
): Uint8Array | null {
  const text = utf8(body);
  const written = text === null ? null : translatedText(text, context, subject, resolve);
  return written === null ? null : Buffer.from(written);
}

function translatedText(
  text: string,
  context: FieldContext,
  subject: Subject,
  resolve: Resolve,
): string | null {
  const first = text.trimStart().charAt(0);
  if (first === '{' || first === '[' || first === '"') return translateJson(text, subject, resolve);
  if (isForm(text)) return translateParts(text, formParts(text), subject, resolve);
  return translateToken(text, context, subject, resolve);
}

function isForm(text: string): boolean {
  return /^[^\s={}<>"&]+=[^\s<>"]*$/.test(text);
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
