import type { Exchange } from '../../../vocabulary/exchange.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { IdBook } from '../book/id-book.ts';
import { knownInText } from '../book/known-in-text.ts';
import { knownInPrimary } from '../book/may-be-known.ts';
import type { NamedPlace } from '../reading/named-places.ts';
import { type FieldContext, isIdentityIn, mayRefer } from '../recognizing/field-context.ts';
import { foundId, type FoundId } from '../recognizing/found-id.ts';
import { isDigits, isUnmistakable, looksDrawn } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';
import type { SeenIds } from './seen-ids.ts';
import { translateRequest } from '../translating/translate-request.ts';

export interface IdInRequest extends FoundId {
  /** A credential shows who asks, not what for. */
  readonly where: 'path' | 'query' | 'body' | 'header' | 'credential';
}

/** The known identities in a request, each once, in the order of the request. */
export function requestIds(
  { request: { body } }: Exchange,
  head: RequestHead,
  subject: Subject,
  { book, seen }: { readonly book: IdBook; readonly seen: SeenIds },
): readonly IdInRequest[] {
  const found = new Map<string, IdInRequest>();
  const note = (where: string, named: FoundId): void => {
    if (where !== 'path' && found.has(named.key)) return;
    found.set(named.key, { ...named, where: partOf(where) });
  };
  const noteWhole = (where: string, text: string, context: FieldContext): 'known' | undefined => {
    const known = knownInPrimary(book, text, context);
    // Most numbers that are names of members count something.
    const mayBeOwn = context.isName !== true || !isDigits(text) || known !== undefined;
    const own =
      mayBeOwn && (where === 'path' ? isSegmentId : isIdentity)(text, context)
        ? foundId(text, isListedThing(where, text, context) ? subject : context)
        : null;
    // An id that is shown elsewhere under another name, such as `objectId`, is the same id.
    const named = own !== null && seen.has(own.key) ? own : (shownElsewhere(text, context) ?? own);
    if (named === null) return undefined;
    note(where, named);
    return known === undefined ? undefined : 'known';
  };
  // Within a text, a token that no answer has shown is an ordinary word.
  const noteToken = (
    where: string,
    text: string,
    { context, evidence }: NamedPlace,
  ): 'known' | undefined => {
    const isSeen =
      evidence === 'token'
        ? seen.has(text) && isUnmistakable(text)
        : seen.has(foundId(text, context).key);
    if (!isSeen && knownInText(book, ofPrimary, text, { context, evidence }) === undefined) return;
    note(where, foundId(text, context));
    return 'known';
  };
  const ofPrimary = (text: string, kind: string) => book.ofPrimary(text, kind);
  // Any segment may be a slug; most are words that the programmer chose.
  const isSegmentId = (text: string): boolean => subject.inPath.has(text);
  const shownElsewhere = (text: string, context: FieldContext): FoundId | null => {
    const shown = mayRefer(context, text) ? seen.ofText(text) : undefined;
    if (shown === undefined) return null;
    if (context.isName === true) return book.names.has(text) ? null : shown;
    return shown.isSlug === true && !looksDrawn(text) ? null : shown;
  };
  // `?after=3` names a thing in the requested list, unless it is a known cursor.
  const isListedThing = (where: string, text: string, context: FieldContext): boolean =>
    where === 'query' &&
    context.sense.isCursor === true &&
    !seen.has(foundId(text, context).key) &&
    seen.has(foundId(text, subject).key);
  translateRequest(
    { head, body },
    subject,
    (where) => (text, context, evidence) =>
      evidence === undefined
        ? noteWhole(where, text, context)
        : noteToken(where, text, { context, evidence }),
  );
  return [...found.values()];
}

const credentialFields: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-api-key',
  'api-key',
]);

/** @param where `path`, `query`, `body`, or the name of a header */
function partOf(where: string): IdInRequest['where'] {
  if (where === 'path' || where === 'query' || where === 'body') return where;
  return credentialFields.has(where) ? 'credential' : 'header';
}

function isIdentity(text: string, context: FieldContext): boolean {
  return isIdentityIn(context, text);
}
