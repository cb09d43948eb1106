import type { Evidence } from '../reading/named-places.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import { isUnmistakable } from '../recognizing/id-values.ts';
import type { IdBook } from './id-book.ts';
import type { LabelledMapping } from './id-mapping.ts';
import { mayBeKnown } from './may-be-known.ts';

/**
 * What the book knows about a token of a text, given what marks the token as an identity.
 *
 * @param find looks a text up in the book, as primary's identity or as the candidate's
 */
export function knownInText(
  book: IdBook,
  find: (text: string, kind: string) => LabelledMapping | undefined,
  text: string,
  { context, evidence }: { readonly context: FieldContext; readonly evidence: Evidence },
): LabelledMapping | undefined {
  // Most tokens are unknown, and a lookup is cheaper than a check of the form.
  const known = find(text, context.kind);
  if (known === undefined) return undefined;
  switch (evidence) {
    case 'token':
      return isUnmistakable(text) ? known : undefined;
    case 'name':
      return mayBeKnown(book, text, context) ? known : undefined;
    case 'kind':
      return known.kind === context.kind || book.isKind(context.kind) ? known : undefined;
  }
}
