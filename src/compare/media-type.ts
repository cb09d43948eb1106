import { parse } from 'content-type';

/** The format in which a body is parsed. */
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
  /** Type and subtype in lower case, `application/json`; empty if there is none. */
  readonly essence: string;
  /** The family that the type declares; the body may not match it. */
  readonly family: BodyFamily;
  /** In lower case; null if there is none. */
  readonly charset: string | null;
  /** The delimiter of multipart bodies; null if there is none. */
  readonly boundary: string | null;
}

/** @param contentType the value of the Content-Type field, null if it is absent */
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
 * Returns one spelling for Content-Types that mean the same. It ignores letter case, white space, quotes, the
 * order of parameters, and `charset=utf-8` for families that allow only UTF-8. It leaves out the multipart
 * boundary, which is new for each body.
 */
export function canonicalContentType(contentType: string): string {
  const { type, parameters } = parse(contentType);
  return canonicalType(type, parameters);
}

/**
 * Whether two Content-Types mean the same.
 *
 * @param textsCompared whether texts are decoded before they are compared, so that their charset does not
 *   matter
 */
export function isSameContentType(
  primary: string,
  candidate: string,
  textsCompared: boolean,
): boolean {
  if (canonicalContentType(primary) === canonicalContentType(candidate)) return true;
  return textsCompared && isSameButCharset(primary, candidate);
}

/** Whether both declare a charset that Parallax can decode, and are otherwise the same. */
function isSameButCharset(primary: string, candidate: string): boolean {
  const [left, right] = [withoutCharset(primary), withoutCharset(candidate)];
  return left !== null && left === right;
}

/** Null if the type is not text, or declares no known charset. */
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
