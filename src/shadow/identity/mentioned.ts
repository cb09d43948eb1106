import type { Exchange } from '../../vocabulary/exchange.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { IdentityBook } from './identity-book.ts';
import { type IdentityPlace, isIdentityAt, type Subject } from './identity-place.ts';
import { looksLikeIdentity } from './identity-value.ts';
import { type NamedIdentity, namedIdentity } from './offered.ts';
import { rewriteRequest } from './rewrite-request.ts';

/** The identities in a request, as far as can be told; each once, in the order of the request. */
export function mentionedIn(
  { request: { body } }: Exchange,
  head: RequestHead,
  subject: Subject,
  book: IdentityBook,
): readonly NamedIdentity[] {
  const mentions = new Map<string, NamedIdentity>();
  const noteIf = (isMention: boolean, text: string, place: IdentityPlace): undefined => {
    if (!isMention) return;
    const named = namedIdentity(text, place);
    mentions.set(named.key, named);
  };
  // Any segment may be a slug; most are words that the programmer chose.
  const isSegmentMention = (text: string, { kind }: IdentityPlace): boolean =>
    looksLikeIdentity(text) || book.ofPrimary(text, kind) !== undefined;
  rewriteRequest(
    { head, body },
    subject,
    (where) => (text, place) =>
      noteIf((where === 'path' ? isSegmentMention : isNamed)(text, place), text, place),
  );
  return [...mentions.values()];
}

function isNamed(text: string, place: IdentityPlace): boolean {
  return isIdentityAt(place, text);
}
