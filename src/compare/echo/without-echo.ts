import { jsonWithoutEcho } from './echo-in-json.ts';
import { textWithoutEcho } from './echo-in-text.ts';
import { type EchoOf, echoOf, mayHoldEcho } from './exchange-field.ts';

/**
 * Cuts the echo of `x-parallax-exchange` out of the body of an API that returns the headers it got:
 * primary never gets that field. Everything else stays byte for byte. The field with another value is
 * no echo.
 *
 * @param sequence of the exchange that the body answers
 */
export function withoutEcho(bytes: Uint8Array, sequence: number): Uint8Array {
  if (!mayHoldEcho(bytes)) return bytes;
  const echo: EchoOf = echoOf(sequence);
  // One character for each octet: an echo is ASCII, whatever the rest is.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const cut = jsonWithoutEcho(text, echo) ?? textWithoutEcho(text, echo);
  return cut === text ? bytes : Buffer.from(cut, 'latin1');
}
