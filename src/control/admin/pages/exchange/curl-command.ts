import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';

/** What curl sets itself, or what belonged to a connection that is gone. */
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

/**
 * A request as a command for a POSIX shell with ANSI-C quoting (bash, zsh, ksh, POSIX 2024). Secrets
 * are not in it: they have to be put in by whoever runs it. Whatever the request holds, it stays
 * within its quotes.
 *
 * @param origin of the deployment that is to be asked
 */
export function curlCommand(origin: string, request: SpecimenRequest): string {
  const { method, target, fields, body } = request;
  const parts = ['curl -i'];
  if (method === 'HEAD') parts.push('--head');
  else if (method !== 'GET' || body.bytes > 0) parts.push(`-X ${quoted(method)}`);
  for (const [name, value] of fields) {
    // Curl leaves out a header without a value unless it ends in a semicolon.
    if (!leftOut.has(name.toLowerCase())) {
      parts.push(`-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
    }
  }
  const data = dataOf(request);
  if (data !== '') parts.push(`--data-raw ${quoted(data)}`);
  parts.push(quoted(urlOf(origin, target)));
  return parts.join(' \\\n  ');
}

/** Forms are kept as JSON, by which they are compared. */
function dataOf({ fields, body: { kind, text } }: SpecimenRequest): string {
  const type = fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (kind !== 'json' || !/^application\/x-www-form-urlencoded\b/i.test(type)) return text;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    for (const one of [value].flat()) form.append(name, String(one));
  }
  return form.toString();
}

/** A target that is a URL of its own, as proxies are sent, is asked of the same deployment. */
function urlOf(origin: string, target: string): string {
  if (target.startsWith('/')) return origin + target;
  const url = URL.parse(target);
  return url === null ? `${origin}/` : `${origin}${url.pathname}${url.search}`;
}

/** Printable ASCII in quotes; what else there is, as escapes that show on any terminal. */
function quoted(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = text.replaceAll(/[^ -~]|['\\]/gu, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    const bytes = [...Buffer.from(character)];
    return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  });
  return `$'${escaped}'`;
}
