import { exchangeHeader } from '../../vocabulary/exchange-header.ts';

/** Recognises one exchange's `x-parallax-exchange` in an answer. */
export interface EchoOf {
  /** Whether a text is the name of the field, as servers spell it: `HTTP_X_PARALLAX_EXCHANGE`, too. */
  isName(text: string): boolean;
  /** Whether it is the value that was sent in this exchange. */
  isValue(text: string): boolean;
  /** Matches the name, what may stand between, and the value; global. */
  readonly both: RegExp;
}

const name = '(?:HTTP[-_])?X[-_]?Parallax[-_]?Exchange';
const wholeName = new RegExp(`^${name}$`, 'i');

/** Quotes, brackets, colons and markup, but no word. */
const between = '((?:[^A-Za-z0-9<>]|<[^<>]{0,80}>){1,24})';

/** @param sequence of the exchange: its name is the process in eight digits and this number (`exchangeId`) */
export function echoOf(sequence: number): EchoOf {
  const value = `[0-9a-f]{8}-${sequence.toString(36)}`;
  const wholeValue = new RegExp(`^${value}$`);
  return {
    isName: (text) => wholeName.test(text),
    isValue: (text) => wholeValue.test(text),
    both: new RegExp(`(?<![A-Za-z0-9])${name}${between}${value}(?![A-Za-z0-9])`, 'gi'),
  };
}

/** Whether a body may contain an echo. Almost none does, so this must be cheap. */
export function mayHoldEcho({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return bytes.includes('arallax') || bytes.includes('ARALLAX');
}

/** Whether a header field of an answer is the one that was sent in this exchange. */
export function isEchoField(name: string, value: string | null, sequence: number): boolean {
  return name === exchangeHeader && value !== null && echoOf(sequence).isValue(value);
}
