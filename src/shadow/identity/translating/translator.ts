import type { Exchange } from '../../../vocabulary/exchange.ts';
import type { Translation } from '../../../vocabulary/identities.ts';
import type { IdBook } from '../book/id-book.ts';
import type { LabelledMapping } from '../book/id-mapping.ts';
import { knownInPrimary } from '../book/may-be-known.ts';
import type { ParsedExchange } from '../reading/parsed-exchanges.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import { type RequestContent, translateRequest } from './translate-request.ts';

/** A request with the candidate's identities in it, and where they are. */
interface Translated extends RequestContent {
  readonly translated: readonly Translation[];
}

/** Makes a function that translates requests by what is in the book. */
export function createTranslator(
  book: IdBook,
): (exchange: Exchange, parsed: ParsedExchange) => Translated {
  return ({ request: { body } }, { head, subject }) => {
    /** `?after=3`: it is no cursor that primary has shown, and may be the identity of a listed thing. */
    const ofCursor = (text: string, { sense }: FieldContext, where: string) =>
      where === 'query' && sense.isCursor === true
        ? book.allOfPrimary(text, subject.kind)[0]
        : undefined;
    const translated: Translation[] = [];
    const content = translateRequest({ head, body }, subject, (where) => (text, context) => {
      const found = knownInPrimary(book, text, context) ?? ofCursor(text, context, where);
      if (found === undefined) return undefined;
      book.used(found);
      if (isWrittenAlike(found, where)) return undefined;
      translated.push({ place: where, label: found.label });
      return found;
    });
    return { ...content, translated };
  };
}

/** The same text may be a number here and a string there, in JSON. */
function isWrittenAlike(found: LabelledMapping, where: string): boolean {
  if (found.primary !== found.candidate) return false;
  return where !== 'body' || found.primaryIsNumber === found.candidateIsNumber;
}
