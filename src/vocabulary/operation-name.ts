import { looksMinted } from './identifier.ts';
import { holdsLongRun } from './token-segment.ts';

/** What cannot have a name of its own: it is none, it is not understood, or there are too many. */
export const otherOperation = '(other)';
/** Requests in one body that are not all for the same operation. */
export const batchOperation = '(batch)';
/** The request does not have the value that separates operations. */
export const noOperation = '(none)';

const words: ReadonlySet<string> = new Set([otherOperation, batchOperation, noOperation]);

/** Nothing that a label, an address or a page must escape, and no white space. */
const plain = /^[A-Za-z0-9_$][A-Za-z0-9_$.:/@+-]{0,99}$/;

/**
 * The name of an operation as clients write it, or `(other)`: metrics, pages and logs show names, so that one must
 * not be a secret, an id or an address, of which there are as many as there are users.
 */
export function operationNameOf(text: string): string {
  return isOperationName(text) ? text : otherOperation;
}

/**
 * What clients have not named is named after a hash. No name of GraphQL has a colon in it, so that no client can
 * pass for another one's.
 */
export function hashedName(kind: 'anonymous' | 'persisted', sha256: string): string {
  return `${kind}:${sha256.slice(0, 8)}`;
}

const hashed = /^(?:anonymous|persisted):[0-9a-f]{8}$/;

/** Whether an operation can be called so in the config. */
export function canBeOperation(text: string): boolean {
  return words.has(text) || hashed.test(text) || isOperationName(text);
}

function isOperationName(text: string): boolean {
  if (!plain.test(text) || !/[A-Za-z]/.test(text) || emailLike.test(text)) return false;
  return text.split('/').every(isWritten);
}

const emailLike = /@[^/]*[.@]/;

/** Models and releases are named after days: `claude-sonnet-4-20250514`. */
const day = /(?<![0-9])(?:19|20)[0-9]{2}(?:[01][0-9][0-3][0-9])?(?![0-9])/g;
const letters = /(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])/g;

/** Whether it looks written by a programmer, rather than minted. */
function isWritten(segment: string): boolean {
  if (uuidLike.test(segment) || holdsLongRun(segment)) return false;
  const judged = segment
    .replaceAll(day, '')
    .replaceAll(letters, (run) => (isRandom(run) ? run : 'word'));
  return !looksMinted(judged) && ![...segment.matchAll(letters)].some(([run]) => isRandom(run));
}

const uuidLike = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i;

const wordsCharsMin = 20;

/** Of words that are joined in camelCase, a third or less of the letters are capitals; of random ones, a half. */
function isRandom(run: string): boolean {
  if (run.length < wordsCharsMin) return false;
  const capitals = run.replaceAll(/[^A-Z]/g, '').length;
  return capitals * 3 > run.length && (run.length - capitals) * 3 > run.length;
}

/** The name of a route with one of its operations: `POST /graphql GetUser`. */
export function routeOfOperation(route: string, operation: string): string {
  return operation === '' ? route : `${route} ${operation}`;
}

/** The two parts of a route's name; the operation is empty for a route that has none. */
export function partsOfRoute(name: string): { readonly route: string; readonly operation: string } {
  const end = name.indexOf(' ', name.indexOf(' ') + 1);
  if (end === -1 || !name.includes(' ')) return { route: name, operation: '' };
  return { route: name.slice(0, end), operation: name.slice(end + 1) };
}
