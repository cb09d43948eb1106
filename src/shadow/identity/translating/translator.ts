import type { Exchange } from '../../../vocabulary/exchange.ts';
import type { Translation } from '../../../vocabulary/identities.ts';
import type { IdBook } from '../book/id-book.ts';
import type { LabelledMapping } from '../book/id-mapping.ts';
import { knownInText } from '../book/known-in-text.ts';
import { knownInPrimary } from '../book/may-be-known.ts';
import type { Evidence } from '../reading/named-places.ts';
import type { ParsedExchange } from '../reading/parsed-exchanges.ts';
import type { FieldContext } from '../recognizing/field-context.ts';
import type { ResolveIn } from './translate-fields.ts';
import { type RequestContent, translateRequest } from './translate-request.ts';

/** A request with the candidate's identities, and their positions. */
interface Translated extends RequestContent {
  readonly translated: readonly Translation[];
}

/** Creates a function that translates requests by the mappings in the book. */
export function createTranslator(
  book: IdBook,
): (exchange: Exchange, parsed: ParsedExchange) => Translated {
  const ofPrimary = (text: string, kind: string) => book.ofPrimary(text, kind);
  return ({ request: { body } }, { head, subject }) => {
    /** `?after=3`: not a cursor that primary has shown, so it may be the identity of a listed thing. */
    const ofCursor = (text: string, { sense }: FieldContext, where: string) =>
      where === 'query' && sense.isCursor === true
        ? book.allOfPrimary(text, subject.kind)[0]
        : undefined;
    const translated: Translation[] = [];
    const find = (where: string, text: string, context: FieldContext, evidence?: Evidence) => {
      if (evidence !== undefined) return knownInText(book, ofPrimary, text, { context, evidence });
      return knownInPrimary(book, text, context) ?? ofCursor(text, context, where);
    };
    const resolveIn: ResolveIn = (where) => (text, context, evidence) => {
      const found = find(where, text, context, evidence);
      if (found === undefined) return undefined;
      book.used(found);
      if (isWrittenAlike(found, where)) return 'known';
      translated.push({ place: where, label: found.label });
      return found;
    };
    const content = translateRequest({ head, body }, subject, resolveIn);
    return { ...content, translated };
  };
}

/** Whether both deployments write an identity in the same way. In JSON, one may write a number and the other a string. */
function isWrittenAlike(found: LabelledMapping, where: string): boolean {
  if (found.primary !== found.candidate) return false;
  return where !== 'body' || found.primaryIsNumber === found.candidateIsNumber;
}
