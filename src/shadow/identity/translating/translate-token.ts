import type { LabelledMapping } from '../book/id-mapping.ts';
import { scanJson, stringIn } from '../reading/json-scan.ts';
import {
  contextOf,
  type FieldContext,
  nameContext,
  segmentContext,
} from '../recognizing/field-context.ts';
import { isWhole } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';
import { isUrl, type UrlPart, urlParts } from '../recognizing/url-parts.ts';

/**
 * Says what stands in the candidate's world for a value of primary's; undefined where the value is
 * no identity, or the same there.
 */
export type Resolve = (text: string, context: FieldContext) => LabelledMapping | undefined;

/** A span of a text, and the text for it. */
interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param replacements in the order of the text, and none within another */
function replaceIn(text: string, replacements: readonly Replacement[]): string {
  let out = '';
  let copied = 0;
  for (const { start, end, text: replacement } of replacements) {
    out += text.slice(copied, start) + replacement;
    copied = end;
  }
  return out + text.slice(copied);
}

/**
 * Writes a value in the candidate's terms: as a whole, or where it is a URL in its parts, or where
 * it is in base64 as what it says.
 *
 * @returns null where it stays as it is
 */
export function translateToken(
  text: string,
  context: FieldContext,
  subject: Subject,
  resolve: Resolve,
): string | null {
  if (!isWhole(text)) return null;
  const mapping = resolve(text, context);
  if (mapping !== undefined) return mapping.candidate;
  return translateInside(text, subject, resolve);
}

function translateInside(text: string, subject: Subject, resolve: Resolve): string | null {
  if (isUrl(text)) return translateParts(text, urlParts(text), subject, resolve);
  return translateBase64(text, subject, resolve);
}

/** Writes parts of a URL or form in the candidate's terms; null where all stay as they are. */
export function translateParts(
  text: string,
  parts: readonly UrlPart[],
  subject: Subject,
  resolve: Resolve,
): string | null {
  const replacements: Replacement[] = [];
  for (const part of parts) {
    const written = translatePart(part, subject, resolve);
    if (written === null) continue;
    replacements.push({ start: part.start, end: part.end, text: encodeURIComponent(written) });
  }
  return replacements.length === 0 ? null : replaceIn(text, replacements);
}

function translatePart(part: UrlPart, subject: Subject, resolve: Resolve): string | null {
  const { text, name, kind } = part;
  if (name === '') {
    return isWhole(text) ? (resolve(text, segmentContext(kind))?.candidate ?? null) : null;
  }
  const context = contextOf(name, kind, subject);
  const whole = translateToken(text, context, subject, resolve);
  if (whole !== null || !text.includes(',')) return whole;
  const written = text
    .split(',')
    .map((one) => translateToken(one, context, subject, resolve) ?? one);
  const joined = written.join(',');
  return joined === text ? null : joined;
}

/** Of JSON that begins with an object, an array or a string. */
const base64 = /^(?:ey|W|I[g-r])[A-Za-z0-9+/_-]{6,}={0,2}$/;

/** A cursor that says in JSON what it means, made by the client or by a server of its ids. */
function translateBase64(text: string, subject: Subject, resolve: Resolve): string | null {
  if (!base64.test(text)) return null;
  const written = translateJson(Buffer.from(text, 'base64').toString('utf8'), subject, resolve);
  if (written === null) return null;
  const isUrlSafe = /[_-]/.test(text) || !/[+/=]/.test(text);
  return Buffer.from(written).toString(isUrlSafe ? 'base64url' : 'base64');
}

/**
 * Writes strings, numbers and names of a JSON text in the candidate's terms; all else stays as it is
 * written.
 *
 * @returns null where it is no JSON document, or stays as it is
 */
export function translateJson(text: string, subject: Subject, resolve: Resolve): string | null {
  if (!/^\s*[[{"]/.test(text)) return null;
  const replacements: Replacement[] = [];
  const isJson = scanJson(text, ({ start, end, isString, isKey, name, around }) => {
    const value = isString ? stringIn(text, start, end) : text.slice(start, end);
    if (value === null || (!isString && !/^\d+$/.test(value))) return;
    const inside = contextOf(name, around, subject);
    const context = isKey ? nameContext(inside) : inside;
    const written = translateScalar(value, context, isString, isKey);
    if (written !== null) replacements.push({ start, end, text: written });
  });
  if (!isJson || replacements.length === 0) return null;
  return replaceIn(text, replacements);

  function translateScalar(
    value: string,
    context: FieldContext,
    isString: boolean,
    isKey: boolean,
  ): string | null {
    if (!isWhole(value)) return null;
    const mapping = resolve(value, context);
    if (mapping !== undefined) return writtenAs(mapping, isString, isKey);
    const inside = isString && !isKey ? translateInside(value, subject, resolve) : null;
    return inside === null ? null : JSON.stringify(inside);
  }
}

/** As the candidate writes it itself, unless the client wrote it otherwise than primary does. */
function writtenAs(
  { candidate, primaryIsNumber, candidateIsNumber }: LabelledMapping,
  isString: boolean,
  isKey: boolean,
): string {
  const isAsPrimary = isString !== primaryIsNumber;
  const isNumber = !isKey && candidateIsNumber && (isAsPrimary || !isString);
  return isNumber ? candidate : JSON.stringify(candidate);
}
