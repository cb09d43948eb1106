import { parse } from 'content-type';
import { canonicalContentType } from '../media-type.ts';
import { groupedAsJson } from './json-text.ts';
import { namesOfPart, type Part, parseParts } from '../../vocabulary/multipart-parts.ts';

/** Writes a part's body, of this type, as JSON. */
export type PartBodyAsJson = (bytes: Uint8Array, contentType: string | null) => string;

/**
 * Rewrites a multipart body as JSON, without its boundary: an object by the names of its parts, as
 * in forms, or else an array of them. A part is `{"headers": {…}, "body": …}`.
 *
 * @returns null if the body cannot be divided into parts
 */
export function multipartAsJson(
  bytes: Uint8Array,
  boundary: string | null,
  bodyAsJson: PartBodyAsJson,
): string | null {
  const parts = parseParts(bytes, boundary ?? '');
  if (parts === null) return null;
  const all = parts.map((part) => ({ name: nameOf(part), json: partAsJson(part, bodyAsJson) }));
  const named: [string, string][] = [];
  for (const { name, json } of all) if (name !== undefined) named.push([name, json]);
  const isForm = named.length === all.length;
  return isForm ? groupedAsJson(named) : `[${all.map(({ json }) => json).join(',')}]`;
}

function partAsJson({ fields, body }: Part, bodyAsJson: PartBodyAsJson): string {
  const headers = [...fields]
    .filter(([name]) => name !== 'content-length')
    .map(([name, value]) => [name, JSON.stringify(canonicalValue(name, value))] as const)
    .filter(([, json]) => json !== '""');
  const contentType = fields.get('content-type') ?? null;
  return `{"headers":${groupedAsJson(headers)},"body":${bodyAsJson(body, contentType)}}`;
}

function nameOf(part: Part): string | undefined {
  const { type, parameters } = parse(part.fields.get('content-disposition') ?? '');
  return type === 'form-data' ? (parameters['name'] ?? namesOfPart(part)[0]) : undefined;
}

/** Leaves out the name, which is the part's key; `form-data` alone adds nothing. */
function canonicalValue(name: string, value: string): string {
  if (name === 'content-type') return canonicalContentType(value);
  if (name !== 'content-disposition') return value;
  const { type, parameters } = parse(value);
  const rest = Object.entries(parameters).filter(([key]) => type !== 'form-data' || key !== 'name');
  if (rest.length === 0 && type === 'form-data') return '';
  return [type, ...rest.map(([key, text]) => `${key}=${JSON.stringify(text)}`).sort()].join(';');
}
