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

/**
 * One spelling for Content-Types that mean the same: letter case, white space, quotes and the order
 * of parameters make no difference, nor does the case of a charset. The boundary of multipart
 * bodies is left out: it is chosen anew for each.
 */
export function canonicalContentType(contentType: string): string {
  const { type, parameters } = parse(contentType);
  const known = Object.entries(parameters)
    .filter(([name]) => !(name === 'boundary' && type.startsWith('multipart/')))
    .map(([name, value]) => `${name}=${JSON.stringify(canonicalValue(name, value))}`);
  return [type, ...known.sort()].join(';');
}

function canonicalValue(name: string, value: string): string {
  if (name !== 'charset') return value;
  return value.toLowerCase() === 'utf8' ? 'utf-8' : value.toLowerCase();
}

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
