import { longestSpan, readRun } from './number-runs.ts';
import type { Span } from './span.ts';

/** The start of a number that does not follow a digit or a decimal point. */
const numberStart = /(?<![0-9])(?<![0-9]\.)[2-6][0-9 .+%\u00a0-]{12}/g;

const digitsMin = 13;
const digitsMax = 19;

/** Card numbers (PAN): by their issuer, length and check digit (ISO/IEC 7812-1, annex B: Luhn). */
export function* cardNumbers(text: string): Generator<Span> {
  for (let at = 0; ;) {
    numberStart.lastIndex = at;
    const match = numberStart.exec(text);
    if (match === null) return;
    const run = readRun(text, match.index, digitsMax, isDigit);
    const digits = run.codes.map((code) => code - 0x30);
    const span = longestSpan(text, match.index, run, isDigit, (length) => {
      if (length < digitsMin) return false;
      const number = digits.slice(0, length);
      return isIssued(number.join('')) && hasCheckDigit(number);
    });
    if (span !== null) yield span;
    at = span?.end ?? match.index + 1;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Visa; Mastercard; American Express; Diners; Discover, UnionPay and Maestro; JCB. */
const issued =
  /^(?:4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|3(?:0[0-5]|[689])[0-9]{11,13}|6[0-9]{15,18}|(?:50|5[6-8])[0-9]{11,17}|35[0-9]{14,17})$/;

function isIssued(number: string): boolean {
  return issued.test(number);
}

function hasCheckDigit(digits: readonly number[]): boolean {
  let sum = 0;
  for (const [index, digit] of digits.entries()) {
    const isDoubled = (digits.length - index) % 2 === 0;
    sum += isDoubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 === 0;
}
