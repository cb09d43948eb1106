import { jsonWithoutEcho } from './echo-in-json.ts';
import { textWithoutEcho } from './echo-in-text.ts';
import { type EchoOf, echoOf, mayHoldEcho } from './exchange-field.ts';

/**
 * Takes the echo of `x-parallax-exchange` out of a body, as an API shows it that returns the headers
 * it got. Primary never gets that field. All else stays byte for byte, and so does a body without
 * such an echo: the field with another value is none.
 *
 * @param sequence of the exchange that the body is an answer in
 */
export function withoutEcho(bytes: Uint8Array, sequence: number): Uint8Array {
  if (!mayHoldEcho(bytes)) return bytes;
  const echo: EchoOf = echoOf(sequence);
  // A character for an octet: what is cut out is ASCII, whatever the rest is.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const cut = jsonWithoutEcho(text, echo) ?? textWithoutEcho(text, echo);
  return cut === text ? bytes : Buffer.from(cut, 'latin1');
}
