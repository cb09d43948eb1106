import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { httpOrigin, socketPathOf } from '../../../../vocabulary/unix-socket.ts';
import { printfFormat, shellWord } from './shell-word.ts';
import { noBytes } from '../../../../vocabulary/no-bytes.ts';

/** Headers that curl sets itself, or that belonged to the client's connection. */
const leftOut: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
]);

/** Curl reads a file if a header begins with `@`, which no field name does. */
const fieldName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** A target that curl sends unchanged: curl cuts a URL at `#`, and refuses spaces. */
const plainTarget = /^\/[!"$-~]*$/;

/**
 * A request as a shell command. It contains no secrets: the user must add them. Everything from the request stays
 * within quotes, and curl does not read it as a pattern, a file or an option. Lines that begin with `#` state
 * differences from the recorded request.
 *
 * @param url of the deployment
 */
export function curlCommand(url: string, request: SpecimenRequest): string {
  const { method, target } = request;
  if (/[\0\r\n]/.test(method + target))
    return '# A shell command cannot contain this target: it has a NUL or a line end.';
  const body = request.method === 'HEAD' ? noBytes : bodyOf(request);
  const isPiped = body.includes(0);
  const parts = ['curl -i -g --path-as-is'];
  const origin = httpOrigin(url);
  const socket = socketPathOf(url);
  if (socket !== null) parts.push(`--unix-socket ${shellWord(Buffer.from(socket))}`);
  if (origin.startsWith('https:')) parts.push('--http1.1');
  if (method === 'HEAD') parts.push('--head');
  else if (method !== 'GET' || request.body.bytes > 0) parts.push(`-X ${wireWord(method)}`);
  parts.push(...headersOf(request, body.length > 0));
  if (isPiped) parts.push('--data-binary @-');
  else if (body.length > 0) parts.push(`--data-raw ${shellWord(body)}`);
  if (!plainTarget.test(target)) parts.push(`--request-target ${wireWord(target)}`);
  parts.push(wireWord(origin + pathOf(target)));
  const command = parts.join(' \\\n  ');
  const source = isPiped ? `printf ${printfFormat(body)} |\n  ` : '';
  return [source + command, ...notesOn(request)].join('\n');
}

function headersOf({ fields }: SpecimenRequest, hasBody: boolean): readonly string[] {
  const headers = fields
    .filter(([name, value]) => fieldName.test(name) && !/[\0\r\n]/.test(value))
    .filter(([name]) => !leftOut.has(name.toLowerCase()))
    // A body is kept decoded.
    .filter(([name]) => !hasBody || name.toLowerCase() !== 'content-encoding')
    // Curl leaves out a header without a value unless it ends in a semicolon.
    .map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`));
  // Without this, curl adds the type of a form.
  if (hasBody && contentTypeOf(fields) === null) headers.push('Content-Type:');
  return headers.map((header) => `-H ${wireWord(header)}`);
}

/** Forms are kept as JSON, by which they are compared. */
function bodyOf({ fields, body: { kind, text } }: SpecimenRequest): Buffer {
  const type = contentTypeOf(fields) ?? '';
  if (kind === 'json' && isForm(type)) return Buffer.from(formOf(text));
  return /charset="?(iso-8859-1|latin1|us-ascii|windows-1252)\b/i.test(type)
    ? octetsOf(text)
    : Buffer.from(text);
}

function formOf(text: string): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    for (const one of [value].flat()) form.append(name, String(one));
  }
  return form.toString();
}

/** The parts of the request that the command lacks. */
function notesOn({ fields, body: { kind, bytes, cut } }: SpecimenRequest): readonly string[] {
  if (bytes === 0) return [];
  if (kind !== 'json' && kind !== 'text') return [`# Its body of ${bytes} bytes is not kept.`];
  if (cut) return [`# This is only part of its body of ${bytes} bytes.`];
  const type = contentTypeOf(fields);
  const isAsSent = kind === 'text' || type === null || isForm(type) || isJson(type);
  return isAsSent ? [] : ['# Its body is kept as JSON, not as it was sent.'];
}

function isForm(type: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type);
}

function isJson(type: string): boolean {
  return /^[^;]*[/+]json *(;|$)/i.test(type);
}

function contentTypeOf(fields: SpecimenRequest['fields']): string | null {
  return fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
}

/** A target in absolute form, as for proxies, goes to the same deployment. */
function pathOf(target: string): string {
  if (plainTarget.test(target)) return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(\/.*)?$/i.exec(target)?.[1] ?? '/';
  return plainTarget.test(path) ? path : '/';
}

function wireWord(text: string): string {
  return shellWord(octetsOf(text));
}

/** Heads are kept as latin1, byte for byte; only redacted parts have other characters. */
function octetsOf(text: string): Buffer {
  const isLatin1 = /^[\0-\u00ff]*$/.test(text);
  if (isLatin1) return Buffer.from(text, 'latin1');
  return Buffer.concat(
    Array.from(text, (one) => Buffer.from(one, one <= '\u00ff' ? 'latin1' : 'utf8')),
  );
}
