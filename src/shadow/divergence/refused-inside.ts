import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';

/**
 * Whether only the candidate refuses in an answer with a success status: GraphQL
 * `errors` (section 7.1.2), a JSON-RPC `error` (section 5.1), or a flag such as `ok: false`.
 */
export function isRefusedInside(primary: ParsedAnswer, candidate: ParsedAnswer): boolean {
  const [ours] = primary.documents;
  const [theirs] = candidate.documents;
  if (!isMembers(ours) || !isMembers(theirs)) return false;
  return refuses(theirs) && !refuses(ours);
}

function refuses(document: Members): boolean {
  const { errors, error } = document;
  if (Array.isArray(errors) && errors.length > 0) return true;
  if ('jsonrpc' in document && isMembers(error)) return true;
  return document['ok'] === false || document['success'] === false;
}
