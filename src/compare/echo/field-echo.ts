import { exchangeHeader } from '../../vocabulary/exchange-header.ts';

/** Recognizes, in an answer, a field that the deployment received and primary did not. */
export interface FieldEcho {
  /** Whether a text is the name of the field, as servers spell it: `HTTP_X_PARALLAX_EXCHANGE`, too. */
  isName(text: string): boolean;
  /** Whether it is the value that was sent. */
  isValue(text: string): boolean;
  /** Every answer with the echo contains one of these. */
  readonly needles: readonly string[];
  /** Matches the name, the text between, and the value; global. */
  readonly both: RegExp;
}

/** Quotes, brackets, colons and markup, but no word. */
const between = '((?:[^A-Za-z0-9<>]|<[^<>]{0,80}>){1,24})';

interface EchoPatterns {
  readonly name: RegExp;
  readonly value: RegExp;
  readonly both: RegExp;
}

/**
 * The patterns are compiled only when an answer contains a needle, as almost no answer has an echo.
 *
 * @param value a regular expression
 */
function echoWith(field: string, value: string, needles: readonly string[]): FieldEcho {
  let compiled: EchoPatterns | null = null;
  const patterns = (): EchoPatterns => (compiled ??= compileEcho(field, value));
  return {
    needles,
    isName: (text) => patterns().name.test(text),
    isValue: (text) => patterns().value.test(text),
    get both() {
      return patterns().both;
    },
  };
}

function compileEcho(field: string, value: string): EchoPatterns {
  const name = `(?:HTTP[-_])?${field.split(/[-_]/).map(literal).join('[-_]?')}`;
  return {
    name: new RegExp(`^${name}$`, 'i'),
    value: new RegExp(`^${value}$`),
    both: new RegExp(`(?<![A-Za-z0-9])${name}${between}${value}(?![A-Za-z0-9])`, 'gi'),
  };
}

/** @param sequence of the exchange: its id is the name of the process and this number (`exchangeId`) */
export function exchangeEcho(sequence: number): FieldEcho {
  return echoWith(exchangeHeader, `[0-9a-f]{8}-${sequence.toString(36)}`, ['arallax', 'ARALLAX']);
}

/** The echo of a field with exactly this value. */
export function fieldEcho(name: string, value: string): FieldEcho {
  // White space around a value means nothing in a request, and so neither in its echo.
  const text = value.trim();
  return echoWith(name, literal(text), [text]);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Whether a header field of an answer is one that only the deployment was sent. */
export function isEchoField(name: string, value: string, echo: FieldEcho): boolean {
  const mayBe = echo.needles.some((needle) => name.includes(needle) || value.includes(needle));
  return mayBe && echo.isName(name) && !/^http[-_]/i.test(name) && echo.isValue(value);
}
