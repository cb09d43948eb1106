import { jsonWithoutEcho } from './echo-in-json.ts';
import { textWithoutEcho } from './echo-in-text.ts';
import type { FieldEcho } from './field-echo.ts';
import { inClientsValues, type SentValue } from './sent-values.ts';

/**
 * For an API that returns the headers it got: removes echoes of fields that only the deployment was sent, and
 * replaces other sent values with the client's. Everything else stays byte for byte. A field with another
 * value is not an echo.
 */
export function withoutEchoes(
  bytes: Uint8Array,
  added: readonly FieldEcho[],
  replaced: readonly SentValue[] = [],
): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Almost no answer has an echo, so this must be cheap.
  const held = added.filter(({ needles }) => needles.some((needle) => buffer.includes(needle)));
  const isReplaced = replaced.some(({ sent }) => buffer.includes(sent));
  if (held.length === 0 && !isReplaced) return bytes;
  // One character for each octet: an echo is ASCII, whatever the rest is.
  const text = buffer.toString('latin1');
  const cut = held.reduce(
    (left, echo) => jsonWithoutEcho(left, echo) ?? textWithoutEcho(left, echo),
    inClientsValues(text, replaced),
  );
  return cut === text ? bytes : Buffer.from(cut, 'latin1');
}
