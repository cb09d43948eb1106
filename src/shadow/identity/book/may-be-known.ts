import { isQuantityName } from '../../../vocabulary/value-names.ts';
import {
  type FieldContext,
  isIdentityIn,
  isPathWord,
  mayRefer,
} from '../recognizing/field-context.ts';
import { areDrawn, isDigits } from '../recognizing/id-values.ts';
import type { IdBook } from './id-book.ts';
import { isNearKind } from './id-index.ts';
import type { LabelledMapping } from './id-mapping.ts';

/** The mapping of primary's identity; undefined if the text is not an identity here, or not known. */
export function knownInPrimary(
  book: IdBook,
  text: string,
  context: FieldContext,
): LabelledMapping | undefined {
  if (mayBeKnown(book, text, context)) {
    const known = book.ofPrimary(text, context.kind);
    if (known !== undefined && isMeant(known, text, context)) return known;
  }
  if (!mayRefer(context, text)) return undefined;
  const elsewhere = book.soleOfPrimary(text);
  return elsewhere !== undefined && refers(book, elsewhere, text, context) ? elsewhere : undefined;
}

/** The mapping of the candidate's identity. */
export function knownInCandidate(
  book: IdBook,
  text: string,
  context: FieldContext,
): LabelledMapping | undefined {
  if (mayBeKnown(book, text, context)) {
    const known = book.ofCandidate(text, context.kind);
    if (known !== undefined && isMeant(known, text, context)) return known;
  }
  if (!mayRefer(context, text)) return undefined;
  const elsewhere = book.soleOfCandidate(text);
  return elsewhere !== undefined && refers(book, elsewhere, text, context) ? elsewhere : undefined;
}

/** A number under the name of a kind of things may identify one of them: `team: 5`. */
export function mayBeKnown(book: IdBook, text: string, context: FieldContext): boolean {
  if (isIdentityIn(context, text)) return true;
  const { role } = context.sense;
  return (role === 'other' || role === 'perhaps') && book.isKind(context.kind);
}

function refers(
  book: IdBook,
  { primary, candidate }: LabelledMapping,
  text: string,
  context: FieldContext,
): boolean {
  return context.isName === true ? !book.names.has(text) : areDrawn(primary, candidate);
}

/**
 * Whether the text means the thing. The path `/articles/5/comments` does not mean the article `comments`, and
 * in
 * `{"byStatus": {"200": 4}}` no thing has the number 200. In `{"byAge": {"30": 4}}`, 30 is not a `message`,
 * although that word ends in `age`.
 */
function isMeant({ kind }: LabelledMapping, text: string, context: FieldContext): boolean {
  const isNumberName = context.isName === true && isDigits(text);
  if (isNumberName && context.kind === '') return false;
  const needsKind = isNumberName || isPathWord(context, text);
  if (!needsKind || kind === context.kind) return true;
  if (isNumberName && isQuantityName(context.kind)) return false;
  return isNearKind(kind, context.kind);
}
