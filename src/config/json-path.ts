import { JSONPathEnvironment, type JSONPathQuery } from 'json-p3';

/** Strict RFC 9535. Descendants of bodies nested deeper than this are not searched for matches. */
const environment = new JSONPathEnvironment({ strict: true, maxRecursionDepth: 200 });

/** @throws the library's error, when `text` is not an RFC 9535 query */
export function compileJsonPath(text: string): JSONPathQuery {
  return environment.compile(text);
}

/** What is wrong with a JSONPath, in words that a person can act on; null when nothing is. */
export function jsonPathFault(text: string): string | null {
  try {
    compileJsonPath(text);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `write an RFC 9535 JSONPath, for example $.items[*].createdAt: ${reason}`;
  }
}
