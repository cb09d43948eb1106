import { parse } from 'content-type';

/** What a body is read as. */
export type BodyFamily =
  | 'json'
  | 'ndjson'
  | 'sse'
  | 'form'
  | 'multipart'
  | 'markup'
  | 'text'
  | 'binary';

export interface MediaType {
  /** Type and subtype in lower case, `application/json`; empty where there is none. */
  readonly essence: string;
  /** What the type says the body is, which need not be so. */
  readonly family: BodyFamily;
  /** In lower case; null where there is none. */
  readonly charset: string | null;
  /** What multipart bodies are divided by; null where there is none. */
  readonly boundary: string | null;
}

/** @param contentType a Content-Type field's value, null where the field is absent */
export function mediaTypeOf(contentType: string | null): MediaType {
  const { type, parameters } = parse(contentType ?? '');
  return {
    essence: type,
    family: familyOf(type),
    charset: parameters['charset']?.toLowerCase() ?? null,
    boundary: parameters['boundary'] ?? null,
  };
}

/** Families whose text is always UTF-8, so that `charset=utf-8` adds nothing. */
const alwaysUtf8: ReadonlySet<BodyFamily> = new Set(['json', 'ndjson', 'sse', 'form']);

/**
 * One spelling for Content-Types that mean the same: letter case, white space, quotes and the order
 * of parameters make no difference, nor does the case of a charset, or UTF-8 where it is the only one.
 * The boundary of multipart bodies is left out: it is new for each body.
 */
export function canonicalContentType(contentType: string): string {
  const { type, parameters } = parse(contentType);
  return canonicalType(type, parameters);
}

/**
 * Whether two Content-Types mean the same.
 *
 * @param textsCompared texts are compared decoded, so that their charset makes no difference
 */
export function isSameContentType(
  primary: string,
  candidate: string,
  textsCompared: boolean,
): boolean {
  if (canonicalContentType(primary) === canonicalContentType(candidate)) return true;
  return textsCompared && isSameButCharset(primary, candidate);
}

/** Whether both declare a charset that can be decoded, and are the same otherwise. */
function isSameButCharset(primary: string, candidate: string): boolean {
  const [left, right] = [withoutCharset(primary), withoutCharset(candidate)];
  return left !== null && left === right;
}

/** Null where the type is not text, or declares no known charset. */
function withoutCharset(contentType: string): string | null {
  const { type, parameters } = parse(contentType);
  const { charset, ...rest } = parameters;
  const family = familyOf(type);
  if (family !== 'text' && family !== 'markup') return null;
  return charset !== undefined && isKnownCharset(charset) ? canonicalType(type, rest) : null;
}

function isKnownCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function canonicalType(type: string, parameters: Readonly<Record<string, string>>): string {
  const isUtf8 = alwaysUtf8.has(familyOf(type));
  const known = Object.entries(parameters)
    .map(([name, value]) => [name, canonicalValue(name, value)] as const)
    .filter(([name]) => !(name === 'boundary' && type.startsWith('multipart/')))
    .filter(([name, value]) => !(isUtf8 && name === 'charset' && value === 'utf-8'))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [type, ...known.sort()].join(';');
}

function canonicalValue(name: string, value: string): string {
  if (name !== 'charset') return value;
  const charset = value.toLowerCase();
  return charsetNames.get(charset) ?? charset;
}

/** Names that mean exactly the same charset. */
const charsetNames: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['latin1', 'iso-8859-1'],
  ['iso8859-1', 'iso-8859-1'],
  ['iso_8859-1', 'iso-8859-1'],
  ['ascii', 'us-ascii'],
  ['cp1252', 'windows-1252'],
]);

const jsonType = /^(?:(?:application|text)\/(?:x-)?json|.*\+json)$/;
const ndjsonType = /^(?:application|text)\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines)$/;
const markupType = /^(?:text\/html|(?:text|application)\/xml|.*\+xml)$/;
const textType =
  /^(?:text\/.*|application\/(?:x-)?(?:javascript|ecmascript|yaml|toml|graphql|sql|sh|csv))$/;

function familyOf(essence: string): BodyFamily {
  if (jsonType.test(essence)) return 'json';
  if (ndjsonType.test(essence)) return 'ndjson';
  if (essence === 'text/event-stream') return 'sse';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('multipart/')) return 'multipart';
  if (markupType.test(essence)) return 'markup';
  return textType.test(essence) ? 'text' : 'binary';
}
