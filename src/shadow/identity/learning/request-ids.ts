import type { Exchange } from '../../../vocabulary/exchange.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { IdentityBook } from '../book/id-book.ts';
import { type IdentityPlace, isIdentityAt, type Subject } from '../recognizing/field-context.ts';
import { looksLikeIdentity } from '../recognizing/id-values.ts';
import { type NamedIdentity, namedIdentity } from './response-ids.ts';
import { rewriteRequest } from '../translating/translate-request.ts';

export interface Mention extends NamedIdentity {
  /** It says who asks, not what for. */
  readonly isCredential: boolean;
}

/** The identities in a request, as far as can be told; each once, in the order of the request. */
export function mentionedIn(
  { request: { body } }: Exchange,
  head: RequestHead,
  subject: Subject,
  book: IdentityBook,
): readonly Mention[] {
  const mentions = new Map<string, Mention>();
  const note = (where: string, text: string, place: IdentityPlace): undefined => {
    if (!(where === 'path' ? isSegmentMention : isNamed)(text, place)) return;
    const named = namedIdentity(text, place);
    const isCredential = credentialFields.has(where);
    mentions.set(named.key, { ...named, isCredential });
  };
  // Any segment may be a slug; most are words that the programmer chose.
  const isSegmentMention = (text: string, { kind }: IdentityPlace): boolean =>
    looksLikeIdentity(text) || book.ofPrimary(text, kind) !== undefined;
  rewriteRequest({ head, body }, subject, (where) => (text, place) => note(where, text, place));
  return [...mentions.values()];
}

const credentialFields: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-api-key',
  'api-key',
]);

function isNamed(text: string, place: IdentityPlace): boolean {
  return isIdentityAt(place, text);
}
