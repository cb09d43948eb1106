import { safeMethods } from './exchange.ts';
import { fieldValue, hasConnectionOption, type RequestHead } from './raw-head.ts';

/**
 * The connection would become another protocol, such as a WebSocket: what is mirrored cannot ask for
 * that, and is answered otherwise. HTTP/2 is no other protocol: without it the answer is the same.
 */
export function asksForUpgrade({ fields }: RequestHead): boolean {
  const protocols = fieldValue(fields, 'upgrade');
  if (protocols === undefined || /^\s*h2c\s*$/i.test(protocols)) return false;
  return hasConnectionOption(fields, 'upgrade');
}

/** Fields by which a request asks to be treated as if it had another method. */
const methodOverrides: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/** Where a safe method is overridden, some frameworks take the other one's word for it. */
export function mayChangeState({ method, fields }: RequestHead): boolean {
  if (!safeMethods.has(method)) return true;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (name.length < 13 || name.length > 22 || !methodOverrides.has(name.toLowerCase())) continue;
    if (!safeMethods.has((fields[i + 1] ?? '').toUpperCase())) return true;
  }
  return false;
}
