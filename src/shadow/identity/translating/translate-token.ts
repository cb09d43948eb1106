import type { Counterpart } from '../book/id-mapping.ts';
import { type IdentityPlace, placeOf, type Subject } from '../recognizing/field-context.ts';
import { isWhole } from '../recognizing/id-values.ts';
import { scanJson, stringIn } from '../reading/json-scan.ts';
import { isUrl, type UrlPart, urlParts } from '../recognizing/url-parts.ts';

/**
 * Says what stands in the candidate's world for a value of primary's; undefined where the value is
 * no identity, or the same there.
 */
export type Resolve = (text: string, place: IdentityPlace) => Counterpart | undefined;

/** A span of a text, and what takes its place. */
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
export function rewriteToken(
  text: string,
  place: IdentityPlace,
  subject: Subject,
  resolve: Resolve,
): string | null {
  if (!isWhole(text)) return null;
  const counterpart = resolve(text, place);
  if (counterpart !== undefined) return counterpart.candidate;
  return rewriteInside(text, subject, resolve);
}

function rewriteInside(text: string, subject: Subject, resolve: Resolve): string | null {
  if (isUrl(text)) return rewriteParts(text, urlParts(text), subject, resolve);
  return rewriteBase64(text, subject, resolve);
}

/** Writes parts of a URL or form in the candidate's terms; null where all stay as they are. */
export function rewriteParts(
  text: string,
  parts: readonly UrlPart[],
  subject: Subject,
  resolve: Resolve,
): string | null {
  const replacements: Replacement[] = [];
  for (const part of parts) {
    const written = rewritePart(part, subject, resolve);
    if (written === null) continue;
    replacements.push({ start: part.start, end: part.end, text: encodeURIComponent(written) });
  }
  return replacements.length === 0 ? null : replaceIn(text, replacements);
}

function rewritePart(part: UrlPart, subject: Subject, resolve: Resolve): string | null {
  const { text, name, kind } = part;
  if (name === '') {
    return isWhole(text) ? (resolve(text, segmentPlace(kind))?.candidate ?? null) : null;
  }
  const place = placeOf(name, kind, subject);
  const whole = rewriteToken(text, place, subject, resolve);
  if (whole !== null || !text.includes(',')) return whole;
  const written = text.split(',').map((one) => rewriteToken(one, place, subject, resolve) ?? one);
  const joined = written.join(',');
  return joined === text ? null : joined;
}

/** A path segment may be an identity whatever it looks like. */
export function segmentPlace(kind: string): IdentityPlace {
  return { sense: { role: 'id', kind: '', changes: false }, kind };
}

/** Of JSON that begins with an object, an array or a string. */
const base64 = /^(?:ey|W|I[g-r])[A-Za-z0-9+/_-]{6,}={0,2}$/;

/** A cursor that says in JSON what it means, made by the client or by a server of its ids. */
function rewriteBase64(text: string, subject: Subject, resolve: Resolve): string | null {
  if (!base64.test(text)) return null;
  const written = rewriteJson(Buffer.from(text, 'base64').toString('utf8'), subject, resolve);
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
export function rewriteJson(text: string, subject: Subject, resolve: Resolve): string | null {
  if (!/^\s*[[{"]/.test(text)) return null;
  const replacements: Replacement[] = [];
  const isJson = scanJson(text, ({ start, end, isString, isKey, name, around }) => {
    const value = isString ? stringIn(text, start, end) : text.slice(start, end);
    if (value === null || (!isString && !/^\d+$/.test(value))) return;
    const place = placeOf(name, around, subject);
    const written = rewriteScalar(value, place, isString, isKey);
    if (written !== null) replacements.push({ start, end, text: written });
  });
  if (!isJson || replacements.length === 0) return null;
  return replaceIn(text, replacements);

  function rewriteScalar(
    value: string,
    place: IdentityPlace,
    isString: boolean,
    isKey: boolean,
  ): string | null {
    if (!isWhole(value)) return null;
    const counterpart = resolve(value, place);
    if (counterpart !== undefined) return writtenAs(counterpart, isString, isKey);
    const inside = isString && !isKey ? rewriteInside(value, subject, resolve) : null;
    return inside === null ? null : JSON.stringify(inside);
  }
}

/** As the candidate writes it itself, unless the client wrote it otherwise than primary does. */
function writtenAs(
  { candidate, primaryIsNumber, candidateIsNumber }: Counterpart,
  isString: boolean,
  isKey: boolean,
): string {
  const isAsPrimary = isString !== primaryIsNumber;
  const isNumber = !isKey && candidateIsNumber && (isAsPrimary || !isString);
  return isNumber ? candidate : JSON.stringify(candidate);
}
