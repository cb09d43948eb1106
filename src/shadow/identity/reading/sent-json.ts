import { isMembers } from './json-scalars.ts';

const bodyBytesMax = 64 * 1024;

/** A request's body as JSON; null if it is no JSON, or too long to be a change of a thing. */
export function sentJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0 || bytes.byteLength > bodyBytesMax) return null;
  if (bytes[0] !== openingBrace && bytes[0] !== openingBracket) return null;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

const openingBrace = 0x7b;
const openingBracket = 0x5b;

/**
 * Whether a request only reads, even if sent by POST (GraphQL, section 2.3): its first operation is a
 * query.
 */
export function isGraphqlQuery(sent: unknown): boolean {
  if (!isMembers(sent) || typeof sent['query'] !== 'string') return false;
  return /^\s*(?:query\b|\{)/.test(sent['query']) && !/\bmutation\b/.test(sent['query']);
}
