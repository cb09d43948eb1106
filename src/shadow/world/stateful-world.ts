import type { IdentitiesConfig } from '../../config/identities-schema.ts';
import type { IdentitySeed } from '../../config/identity-seed.ts';
import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import { noExcuses } from '../../vocabulary/excuses.ts';
import { LagRecord } from '../../vocabulary/lag-record.ts';
import { spanOfLeg, spanOfPrimary } from '../../vocabulary/span.ts';
import { Divergence } from '../divergence/divergence.ts';
import { observe, type ObservedRequest } from '../divergence/observed-request.ts';
import { IdBook } from '../identity/book/id-book.ts';
import { IdJournal } from '../identity/book/id-journal.ts';
import type { IdMapping } from '../identity/book/id-mapping.ts';
import { addConfigured } from '../identity/learning/configured-ids.ts';
import { idsInAnswers } from '../identity/learning/ids-in-answers.ts';
import { createLearner } from '../identity/learning/learner.ts';
import { SentValues } from '../identity/learning/sent-values.ts';
import { createPathIdentities } from '../identity/learning/path-identities.ts';
import { requestIds } from '../identity/learning/request-ids.ts';
import { SeenIds } from '../identity/learning/seen-ids.ts';
import { UnresolvedIds } from '../identity/learning/unresolved-ids.ts';
import {
  type InPrimaryNames,
  parseAnswer,
  type ParsedAnswer,
  parseSecondAnswer,
} from '../identity/reading/parsed-answer.ts';
import { type ParsedExchange, ParsedExchangeCache } from '../identity/reading/parsed-exchanges.ts';
import type { FoundId } from '../identity/recognizing/found-id.ts';
import { createKnownSegments } from '../identity/learning/known-segments.ts';
import { WorldJournal } from '../journal/world-journal.ts';
import { ArrivalOrder } from '../order/arrival-order.ts';
import { createTranslator } from '../identity/translating/translator.ts';
import type { CandidateWorld } from './candidate-world.ts';
import { marksMax } from '../divergence/thing-marks.ts';
import { createDependencies } from './dependencies.ts';
import type { ExchangeRenames } from './exchange-renames.ts';

/** The world of a candidate that has a state of its own, with its own identities for things. */
export interface StatefulWorld extends CandidateWorld {
  /** The number of known identities. */
  readonly identities: number;
  /** Past this number, the least recently used identities are forgotten. */
  readonly identitiesMax: number;
  /** The number of things that are marked as different. */
  readonly marks: number;
  readonly marksMax: number;
  /** The number of entries that would be lost with the worker, because the journal had no room for them. */
  readonly leftOutOfJournal: { readonly states: number; readonly marks: number };
}

export interface StatefulWorldOptions {
  /** Memory made by `journalMemory`, with what an earlier world has learned; absent if there was none. */
  readonly journal?: SharedArrayBuffer | undefined;
  /**
   * Memory made by `worldMemory`, with what an earlier world knew of the candidate's state; absent if there
   * was none.
   */
  readonly worldMemory?: SharedArrayBuffer | undefined;
  /** Memory made by `lagMemory`, for the lag with which the candidate repeats what primary did. */
  readonly lags?: SharedArrayBuffer | undefined;
  /** Identities from the seed file, which may still change. */
  readonly seed?: IdentitySeed;
  /** Finds the renames of members in the answer to a request; null if there are none. */
  readonly renamesOf?: ExchangeRenames | null;
  /** By how much the clocks of two taps may differ, in milliseconds; 0, the default, if there is only one. */
  readonly tapSkewMs?: number;
  /** Called once for each kind of things whose ids are numbers on one side only. */
  readonly onTypeChange?: (mapping: IdMapping) => void;
}

/**
 * Learns the candidate's identities from its answers, translates requests into them, and records how its
 * state differs.
 *
 * @throws the library's error if a path in the config is not a valid JSONPath
 */
export function createStatefulWorld(
  config: IdentitiesConfig,
  {
    journal,
    worldMemory,
    lags,
    seed = [],
    renamesOf = null,
    tapSkewMs = 0,
    onTypeChange,
  }: StatefulWorldOptions = {},
): StatefulWorld {
  const { max } = config;
  const book = new IdBook(max, journal === undefined ? null : new IdJournal(journal), onTypeChange);
  const lagRecord = lags === undefined ? null : new LagRecord(lags);
  addConfigured(book, config.pin, seed);
  const known = new WorldJournal({ memory: worldMemory ?? null, skewMs: tapSkewMs });
  const seen = new SeenIds(max, tapSkewMs, known);
  const isKnown = createKnownSegments(book, seen);
  const arrivals = new ArrivalOrder();
  const parsed = new ParsedExchangeCache(isKnown);
  const unresolved = new UnresolvedIds();
  const dependenciesOf = createDependencies({ book, seen, unresolved });
  const translate = createTranslator(book);
  // A read could only guess what was made; the answer to the write will show it.
  const isAwaited = ({ key }: FoundId): boolean => seen.wasMade(key) && unresolved.has(key);
  const learner = createLearner(book, config, isAwaited, tapSkewMs);
  const divergence = new Divergence({ book, seen, arrivals, skewMs: tapSkewMs, journal: known });
  known.read();
  const observed = new WeakMap<ParsedExchange, ObservedRequest>();

  /** Observed again if the exchange waited so long that its parsed form is gone. */
  function takeObserved(exchange: Exchange, about: ParsedExchange, isWrite: boolean) {
    const fresh = unresolved.resolve(exchange.sequence) ?? [];
    const known = observed.get(about);
    if (known !== undefined) return known;
    const named = requestIds(exchange, about.head, about.subject, { book, seen });
    return observe(exchange, about, { isWrite, named, fresh }, arrivals);
  }

  function inPrimaryNames(
    exchange: Exchange,
    { head, primary }: ParsedExchange,
  ): InPrimaryNames | null {
    const reshaper = renamesOf?.(exchange, head).reshaper ?? null;
    if (reshaper === null) return null;
    return (documents) =>
      documents.map(
        (document, at) => reshaper.ofCandidate(primary.documents[at], document, () => null).value,
      );
  }

  function parsedOfCandidate(
    exchange: Exchange,
    about: ParsedExchange,
    response: CapturedMessage,
  ): ParsedAnswer {
    const renamed = inPrimaryNames(exchange, about);
    if (renamed !== null || exchange.leftOut !== null) {
      return parseAnswer(response, about.subject, true, renamed);
    }
    const before = { body: exchange.response.body, answer: about.primary };
    return parseSecondAnswer(response, about.subject, before);
  }

  return {
    dependenciesOf(exchange, head, isWrite) {
      known.follow(exchange);
      const about = parsed.of(exchange, head);
      const { dependencies, requestIds: named, newIds } = dependenciesOf(exchange, about, isWrite);
      arrivals.note(exchange.sequence);
      const request = observe(exchange, about, { isWrite, named, fresh: newIds }, arrivals);
      observed.set(about, request);
      divergence.arrived(request);
      return dependencies;
    },
    translate: (exchange, head) => translate(exchange, parsed.of(exchange, head)),
    learn(exchange, leg, { translated }, isWrite) {
      const about = parsed.take(exchange);
      const request = takeObserved(exchange, about, isWrite);
      if (leg.kind !== 'answered') {
        const excuses = leg.kind === 'failed' ? divergence.failed(request) : noExcuses;
        return { identities: () => ({ known: [], translated }), judge: () => excuses };
      }
      lagRecord?.note(spanOfPrimary(exchange), spanOfLeg(leg));
      const candidate = parsedOfCandidate(exchange, about, leg.response);
      const sent = new SentValues(exchange, about.head);
      // A read that is asked again after a takeover.
      const isLater = exchange.leftOut === 'takeover';
      learner.learn(about, candidate, request.fresh, sent, exchange, isLater);
      learner.releaseRemoved(about, exchange);
      const judge = divergence.answered(request, candidate);
      const knownIds = idsInAnswers(book, about.primary, candidate);
      return { identities: () => ({ known: knownIds(), translated }), judge };
    },
    noteNotMirrored(exchange, because, isWrite) {
      const about = parsed.take(exchange);
      divergence.notMirrored(takeObserved(exchange, about, isWrite), because);
    },
    pathIdentitiesOf: createPathIdentities(isKnown, seen),
    noteUnseen: (span) => divergence.noteUnseen(span),
    forgetMarks: () => divergence.forgetMarks(),
    get learned() {
      return book.learned;
    },
    identitiesMax: max,
    get identities() {
      return book.size;
    },
    get marks() {
      return divergence.marks;
    },
    marksMax,
    get leftOutOfJournal() {
      const { shortened, dropped } = known.leftOutOf('marks');
      return { states: shortened, marks: dropped };
    },
  };
}
