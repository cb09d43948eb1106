import type { Evidence } from '../reading/named-places.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import { isUnmistakable } from '../recognizing/id-values.ts';
import type { IdBook } from './id-book.ts';
import type { LabelledMapping } from './id-mapping.ts';
import { mayBeKnown } from './may-be-known.ts';

/**
 * What is known of a token of a text by what there says that it is an identity.
 *
 * @param find asks the book for what either deployment calls so
 */
export function knownInText(
  book: IdBook,
  find: (text: string, kind: string) => LabelledMapping | undefined,
  text: string,
  { context, evidence }: { readonly context: FieldContext; readonly evidence: Evidence },
): LabelledMapping | undefined {
  // Of most tokens nothing is known: the book answers faster than their form can be looked at.
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
