import { safeMethods } from '../vocabulary/exchange.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { SpecimenRequest } from '../vocabulary/specimen.ts';

/** The marks that replace a secret or truncated text. */
const leftOut = /[‹›…]/;

/** The names of the redacted fields of a request, whose values the user must enter. */
export function redactedFields({ fields }: SpecimenRequest): readonly string[] {
  const names = fields.filter(([, value]) => leftOut.test(value)).map(([name]) => name);
  return [...new Set(names)];
}

/** Why a request cannot be sent again, as a text; null if it can. */
export function replayFault({ method, target, body }: SpecimenRequest): string | null {
  if (!safeMethods.has(method)) {
    return `A ${method} may change production data, so it cannot be replayed here.`;
  }
  if (body.bytes > 0) return 'A request with a body cannot be replayed here.';
  if (leftOut.test(target)) return 'Its target contained a secret, which is redacted.';
  return /^[\x21-\x7e]+$/.test(target) ? null : 'Its target has characters that cannot be sent.';
}

/**
 * The head of a request as it may be sent again.
 *
 * @param secrets the values of redacted fields, by name; fields without one are left out
 */
export function replayHead(
  { method, target, fields }: SpecimenRequest,
  secrets: ReadonlyMap<string, string>,
): Result<Uint8Array> {
  let head = `${method} ${target} HTTP/1.1\r\n`;
  const given = new Set<string>();
  for (const [name, value] of fields) {
    const sent = leftOut.test(value) ? secrets.get(name) : value;
    if (sent === undefined || sent === '' || given.has(name)) continue;
    if (secrets.has(name)) given.add(name);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(sent)) {
      return failure(`${name}: this value is not valid in a header.`);
    }
    head += `${name}: ${sent}\r\n`;
  }
  return success(Buffer.from(`${head}\r\n`, 'latin1'));
}
