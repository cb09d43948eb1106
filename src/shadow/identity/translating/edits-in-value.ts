import { tryPercentDecode } from '../../../vocabulary/percent-decoded.ts';
import { type IdInText, idsInText, isContent, unmistakableIds } from '../reading/ids-in-text.ts';
import type { NamedPlace } from '../reading/named-places.ts';
import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import { isDigits, isWhole } from '../recognizing/id-values.ts';
import { isUrl, type UrlPart, urlParts } from '../recognizing/url-parts.ts';
import { applyEdits, type Edit, editsAt, noEdits } from './edits.ts';
import { editsInJson, looksLikeJson } from './edits-in-json.ts';
import { editsInSource, percentEncoding } from './escapes.ts';
import type { Resolved, Scope } from './scope.ts';

/** The depth of nested texts: JSON in a string of JSON in a parameter is three. */
const layersMax = 8;

/**
 * The edits that translate a value for the candidate: of the whole value, or of the identities within it if
 * it is a URL, JSON, base64, percent-encoded or another text. Everything else stays as it is.
 *
 * @param context what the value is, by its name
 */
export function editsInValue(text: string, context: FieldContext, scope: Scope): readonly Edit[] {
  return editsAtPlace(text, placeNamed(context), scope, layersMax);
}

/** The path or query of a URL, or a form, with its parts. */
interface PartsOf {
  readonly text: string;
  readonly parts: readonly UrlPart[];
  readonly start: number;
  readonly end: number;
}

/** The edits in a URL or a form: in its parts, and in the text between them. */
export function editsInParts(
  { text, parts, start, end }: PartsOf,
  scope: Scope,
  layers = layersMax,
): readonly Edit[] {
  const edits: Edit[] = [];
  let at = start;
  for (const part of parts) {
    edits.push(...editsBetween(text.slice(at, part.start), at, scope));
    at = part.end;
    const within = editsAtPlace(part.text, placeOfPart(part, scope), scope, layers);
    if (within.length === 0) continue;
    const source = text.slice(part.start, at);
    edits.push(...editsAt(editsInSource(source, part.text, within, percentEncoding), part.start));
  }
  edits.push(...editsBetween(text.slice(at, end), at, scope));
  return edits;
}

/** The edits between parts: in names of parameters, in parameters without a value, in a fragment. */
function editsBetween(text: string, start: number, { resolve }: Scope): readonly Edit[] {
  if (text.length < tokenCharsMin) return noEdits;
  const edits = editsOf(text, unmistakableIds(text, resolve));
  return edits.map((edit) => ({
    start: edit.start + start,
    end: edit.end + start,
    text: encodeURIComponent(edit.text),
  }));
}

const tokenCharsMin = 12;

/** What a value is as a whole, and what each word of a list in it is. */
interface ValuePlace {
  readonly context: FieldContext;
  readonly own: NamedPlace | null;
}

/** Whether the name of a value says that it is prose or a time, so that names within it mean nothing. */
function isProse({ context: { sense } }: ValuePlace): boolean {
  return sense.role === 'never' || sense.role === 'time';
}

function placeNamed(context: FieldContext): ValuePlace {
  const { role, changes } = context.sense;
  // A part of a cursor or a cookie is not an identity.
  const isListOfIds = role === 'id' && !changes;
  return { context, own: isListOfIds ? { context, evidence: 'name' } : null };
}

/** A segment may be a fixed word, so that only a known kind marks a part of it as an identity. */
function placeOfPart({ name, kind }: UrlPart, { subject }: Scope): ValuePlace {
  if (name !== '') return placeNamed(contextOf(name, kind, subject));
  const context = segmentContext(kind);
  return { context, own: { context, evidence: 'kind' } };
}

function editsAtPlace(
  text: string,
  place: ValuePlace,
  scope: Scope,
  layers: number,
): readonly Edit[] {
  const resolved = isWhole(text) ? scope.resolve(text, place.context) : undefined;
  if (resolved === 'known') return noEdits;
  if (resolved === undefined) return editsWithin(text, place, scope, layers);
  return [{ start: 0, end: text.length, text: resolved.candidate }];
}

const encodedJson = /^(?:ey|W|I[g-r])[A-Za-z0-9+/_-]{6,}={0,2}$/;
/** Most values: not a URL, not encoded, and without names or operators. */
const plainWords = /^[\w ,.'!?-]*$/;
const comparing = / (?:eq|ne) /;
/** One word was already looked up as a whole, unless its name says that it is no identity. */
const oneWord = /^[A-Za-z0-9]*$/;

function editsWithin(
  text: string,
  place: ValuePlace,
  scope: Scope,
  layers: number,
): readonly Edit[] {
  if (layers === 0 || isContent(text)) return noEdits;
  if (encodedJson.test(text)) {
    const inBase64 = editsInBase64(text, place, scope, layers - 1);
    if (inBase64 !== null) return inBase64;
  }
  if (plainWords.test(text) && !comparing.test(text)) return editsOfPlain(text, place, scope);
  if (isUrl(text)) {
    const url = { text, parts: urlParts(text), start: 0, end: text.length };
    return editsInParts(url, scope, layers - 1);
  }
  if (looksLikeJson(text)) {
    // If the JSON breaks off, a name may belong to anything.
    const inJson = jsonEdits(text, place, scope, layers - 1);
    return inJson ?? editsOf(text, unmistakableIds(text, scope.resolve));
  }
  const decoded = tryPercentDecode(text);
  if (decoded !== null) {
    const edits = editsWithin(decoded, place, scope, layers - 1);
    return editsInSource(text, decoded, edits, percentEncoding);
  }
  return editsOfWords(text, place, scope);
}

function editsOfPlain(text: string, place: ValuePlace, scope: Scope): readonly Edit[] {
  if (oneWord.test(text) && !isProse(place)) return noEdits;
  if (place.own === null) return editsOf(text, unmistakableIds(text, scope.resolve));
  return editsOfWords(text, place, scope);
}

function editsOfWords(
  text: string,
  place: ValuePlace,
  { subject, resolve }: Scope,
): readonly Edit[] {
  if (isProse(place)) return editsOf(text, unmistakableIds(text, resolve));
  return editsOf(text, idsInText(text, { subject, own: place.own }, resolve));
}

function jsonEdits(
  text: string,
  { context }: ValuePlace,
  scope: Scope,
  layers: number,
): readonly Edit[] | null {
  return editsInJson(text, context, scope, (value, context) =>
    editsWithin(value, placeNamed(context), scope, layers),
  );
}

/** The edits in a cursor that is JSON in base64. */
function editsInBase64(
  text: string,
  place: ValuePlace,
  scope: Scope,
  layers: number,
): readonly Edit[] | null {
  const json = Buffer.from(text, 'base64').toString('utf8');
  const edits = looksLikeJson(json) ? jsonEdits(json, place, scope, layers) : null;
  if (edits === null || edits.length === 0) return null;
  const isUrlSafe = /[_-]/.test(text) || !/[+/=]/.test(text);
  const written = Buffer.from(applyEdits(json, edits)).toString(isUrlSafe ? 'base64url' : 'base64');
  return [{ start: 0, end: text.length, text: written }];
}

function editsOf(text: string, found: readonly IdInText<Resolved>[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const { start, end, known } of found) {
    if (known === 'known') continue;
    const isNumber = isDigits(text.slice(start, end)) && !isDigits(known.candidate);
    const mustQuote =
      isNumber && argument.test(text.slice(Math.max(0, start - nameCharsMax), start));
    edits.push({
      start,
      end,
      text: mustQuote ? JSON.stringify(known.candidate) : known.candidate,
    });
  }
  return edits;
}

/** In `note(id: 7)`, an identity that is not a number must be quoted. */
const argument = /(?:[({,]\s*\w+:\s*|"\s*:\s*|:\s+)$/;
const nameCharsMax = 80;
