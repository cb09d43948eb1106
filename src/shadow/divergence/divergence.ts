import type { Exchange } from '../../vocabulary/exchange.ts';
import { noExcuses, type PairExcuses } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { requestIds } from '../identity/learning/request-ids.ts';
import { responseIds } from '../identity/learning/response-ids.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import { type ParsedAnswer, succeeded } from '../identity/reading/parsed-answer.ts';
import type { ParsedExchange } from '../identity/reading/parsed-exchanges.ts';
import { keyOf } from '../identity/recognizing/found-id.ts';
import { thingInPath } from '../identity/recognizing/thing-in-path.ts';
import { mayChangeState } from '../mirror-policy.ts';
import { DivergedThings } from './diverged-things.ts';

/** An exchange whose answer from primary is parsed. */
interface ObservedExchange {
  readonly exchange: Exchange;
  readonly parsed: ParsedExchange;
  /** Keys of the identities in primary's answer that no answer had shown before. */
  readonly newIds: readonly string[];
}

/** How the candidate's state differs from primary's, and what that explains. */
export interface Divergence {
  /**
   * What may explain differences between two answers, and what to remember of them. Called before
   * anything is learned from the two.
   *
   * @param candidate null where the candidate gave no whole answer
   */
  excusesFor(observed: ObservedExchange, candidate: ParsedAnswer | null): PairExcuses;
  /** The exchange is not mirrored. */
  noteNotMirrored(observed: ObservedExchange): void;
  /** Primary has deleted the thing in the path. */
  noteDeleted(exchange: ParsedExchange, candidate: ParsedAnswer): void;
}

export interface DivergenceOptions {
  readonly book: IdBook;
  readonly seen: SeenIds;
}

/** Starts from two states that are equal. */
export function createDivergence({ book, seen }: DivergenceOptions): Divergence {
  const diverged = new DivergedThings();

  function causeOf({ exchange, parsed }: ObservedExchange): number | null {
    if (diverged.isNone) return null;
    const { head, subject, primary } = parsed;
    const requested = requestIds(exchange, head, subject, book);
    const things = [...requested, ...responseIds(primary, true)].map(keyOf);
    // What may be written there can depend on what else is there, such as a name that is taken.
    const { collection } = thingInPath(head.target);
    const paths = mayChangeState(head) ? [subject.path, collection] : [subject.path];
    return diverged.causeOf(things, paths);
  }

  /** @param cause what it is itself a consequence of, if anything */
  function noteMissed(observed: ObservedExchange, cause: number | null): void {
    const { exchange, parsed, newIds } = observed;
    const { head } = parsed;
    if (newIds.length === 0 && !mayChangeState(head)) return;
    const { thing, path, collection } = thingInPath(head.target);
    diverged.note({
      things: [
        ...(newIds.length > 0 || thing === null ? newIds : [thing.key]),
        ...actors(observed),
      ],
      collection: head.method === 'POST' ? path : collection,
      cause: cause ?? exchange.sequence,
    });
  }

  /** What a call with the secret of a key may change is the key: how often it was used. */
  function actors({ exchange, parsed: { head, subject } }: ObservedExchange): readonly string[] {
    if (!mayChangeState(head)) return [];
    const requested = requestIds(exchange, head, subject, book);
    const credentials = requested.filter(({ isCredential }) => isCredential).map(keyOf);
    return credentials
      .flatMap((credential) => seen.siblingsOf(credential))
      .filter((key) => !credentials.includes(key));
  }

  return {
    excusesFor(observed, candidate) {
      const { primary } = observed.parsed;
      const cause = causeOf(observed);
      if (candidate === null || succeeded(primary) !== succeeded(candidate)) {
        noteMissed(observed, cause);
      }
      return { ...noExcuses, hint: cause };
    },
    noteNotMirrored(observed) {
      if (succeeded(observed.parsed.primary)) noteMissed(observed, causeOf(observed));
    },
    noteDeleted({ head }, candidate) {
      const { thing, collection } = thingInPath(head.target);
      if (thing === null) return;
      if (succeeded(candidate) || candidate.status === 404) diverged.agree(thing.key, collection);
    },
  };
}
