import { parse } from 'content-type';
import { type Part, parseParts } from '../../../vocabulary/multipart-parts.ts';
import { fieldValue, type RawFields } from '../../../vocabulary/raw-head.ts';
import { contextOf, type FieldContext } from '../recognizing/field-context.ts';
import { isWhole } from '../recognizing/id-values.ts';
import { formParts } from '../recognizing/url-parts.ts';
import { applyEdits, type Edit, noEdits } from './edits.ts';
import { looksLikeJson } from './edits-in-json.ts';
import { editsInParts, editsInValue } from './edits-in-value.ts';
import type { Scope } from './scope.ts';

/**
 * Writes a request's body with the candidate's identities. It recognises JSON, lines of JSON, a form, the
 * fields of a multipart form and a single token by their content, and other text by its content type.
 *
 * @returns null if the body stays as it is
 */
export function translateBody(
  fields: RawFields,
  body: Uint8Array,
  scope: Scope,
): Uint8Array | null {
  // Encoded content would have to be encoded again, and requests are hardly ever encoded.
  if (fieldValue(fields, 'content-encoding') !== undefined) return null;
  const type = fieldValue(fields, 'content-type') ?? '';
  const parts = /^multipart\//i.test(type) ? parseParts(body, boundaryOf(type)) : null;
  if (parts !== null) return translateMultipart(body, parts, scope);
  return translateText(body, type, contextOf('', null, scope.subject), scope);
}

function boundaryOf(type: string): string {
  return parse(type).parameters['boundary'] ?? '';
}

/** Files are content. The bytes between the parts stay as they are. */
function translateMultipart(
  body: Uint8Array,
  parts: readonly Part[],
  scope: Scope,
): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const part of parts) {
    const { type, parameters } = parse(part.fields.get('content-disposition') ?? '');
    if (type !== 'form-data' || parameters['filename'] !== undefined) continue;
    const context = contextOf(parameters['name'] ?? '', null, scope.subject);
    const written = translateText(part.body, part.fields.get('content-type') ?? '', context, scope);
    if (written === null) continue;
    const start = part.body.byteOffset - body.byteOffset;
    pieces.push(body.subarray(copied, start), written);
    copied = start + part.body.byteLength;
  }
  return copied === 0 ? null : Buffer.concat([...pieces, body.subarray(copied)]);
}

function translateText(
  body: Uint8Array,
  type: string,
  context: FieldContext,
  scope: Scope,
): Uint8Array | null {
  const text = utf8(body);
  if (text === null) return null;
  const edits = editsInBody(text, type, context, scope);
  return edits.length === 0 ? null : Buffer.from(applyEdits(text, edits));
}

function editsInBody(
  text: string,
  type: string,
  context: FieldContext,
  scope: Scope,
): readonly Edit[] {
  if (isForm(text, type)) {
    return editsInParts({ text, parts: formParts(text), start: 0, end: text.length }, scope);
  }
  const mayBeRead = isWhole(text) || looksLikeJson(text) || isText(text, type);
  return mayBeRead ? editsInValue(text, context, scope) : noEdits;
}

function isForm(text: string, type: string): boolean {
  if (/^[^\s={}<>"&]+=[^\s<>"]*$/.test(text)) return true;
  return /^application\/x-www-form-urlencoded\b/i.test(type) && /^[^\s={}<>"&[\]]+=/.test(text);
}

/** Whether a body is text according to its type; a body without a type may be, too. */
function isText(text: string, type: string): boolean {
  return (type === '' || textTypes.test(type)) && !text.includes('\0');
}

const textTypes =
  /^(?:text\/|application\/(?:[\w.+-]*(?:json|xml|yaml|graphql|sql|http|query|javascript))\b)/i;

function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
