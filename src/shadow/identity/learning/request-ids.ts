import type { Exchange } from '../../../vocabulary/exchange.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { IdBook } from '../book/id-book.ts';
import { type FieldContext, isIdentityIn } from '../recognizing/field-context.ts';
import { foundId, type FoundId } from '../recognizing/found-id.ts';
import { looksLikeIdentity } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';
import { translateRequest } from '../translating/translate-request.ts';

export interface IdInRequest extends FoundId {
  /** It says who asks, not what for. */
  readonly isCredential: boolean;
}

/** The identities in a request, as far as they are known; each once, in the order of the request. */
export function requestIds(
  { request: { body } }: Exchange,
  head: RequestHead,
  subject: Subject,
  book: IdBook,
): readonly IdInRequest[] {
  const found = new Map<string, IdInRequest>();
  const note = (where: string, text: string, context: FieldContext): undefined => {
    if (!(where === 'path' ? isSegmentId : isIdentity)(text, context)) return;
    const named = foundId(text, context);
    const isCredential = credentialFields.has(where);
    found.set(named.key, { ...named, isCredential });
  };
  // Any segment may be a slug; most are words that the programmer chose.
  const isSegmentId = (text: string, { kind }: FieldContext): boolean =>
    looksLikeIdentity(text) || book.ofPrimary(text, kind) !== undefined;
  translateRequest(
    { head, body },
    subject,
    (where) => (text, context) => note(where, text, context),
  );
  return [...found.values()];
}

const credentialFields: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-api-key',
  'api-key',
]);

function isIdentity(text: string, context: FieldContext): boolean {
  return isIdentityIn(context, text);
}
