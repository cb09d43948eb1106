import { type FieldContext, isIdentityIn } from '../recognizing/field-context.ts';
import type { IdBook } from './id-book.ts';

/** A number under the name of a kind of things may be one of them: `team: 5`. */
export function mayBeKnown(book: IdBook, text: string, context: FieldContext): boolean {
  if (isIdentityIn(context, text)) return true;
  const { role } = context.sense;
  return (role === 'other' || role === 'perhaps') && book.isKind(context.kind);
}
