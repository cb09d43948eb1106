import { parseJson } from './parse-json.ts';

/** What the type definitions do not know yet of JSON: the proposal "JSON.parse source text access". */
interface SourceAwareJson {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
}

const json = JSON as unknown as SourceAwareJson;

/**
 * Parses JSON so that every number is written again as it was: 1.10 stays 1.10, and a long id keeps
 * its last digits.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseAsWritten(text: string): unknown {
  return parseJson(text, asWritten);
}

function asWritten(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source
    ? json.rawJSON(source)
    : value;
}

/** Whether an object stands for a number. */
export function isNumberAsWritten(value: unknown): boolean {
  return json.isRawJSON(value);
}
