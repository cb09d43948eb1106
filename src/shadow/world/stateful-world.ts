import type { IdentitiesConfig } from '../../config/identities-schema.ts';
import { createDivergence } from '../divergence/divergence.ts';
import { IdBook } from '../identity/book/id-book.ts';
import { IdJournal } from '../identity/book/id-journal.ts';
import { addConfigured } from '../identity/learning/configured-ids.ts';
import { idsInAnswers } from '../identity/learning/ids-in-answers.ts';
import { createLearner } from '../identity/learning/learner.ts';
import { responseIds } from '../identity/learning/response-ids.ts';
import { SeenIds } from '../identity/learning/seen-ids.ts';
import { UnresolvedIds } from '../identity/learning/unresolved-ids.ts';
import { parseAnswer, succeeded } from '../identity/reading/parsed-answer.ts';
import { type ParsedExchange, ParsedExchangeCache } from '../identity/reading/parsed-exchanges.ts';
import { keyOf } from '../identity/recognizing/found-id.ts';
import { createTranslator } from '../identity/translating/translator.ts';
import type { CandidateWorld } from './candidate-world.ts';
import { createDependencies } from './dependencies.ts';

/** The world of a candidate that has a state of its own, with its own identities for things. */
export interface StatefulWorld extends CandidateWorld {
  /** How many identities are known. */
  readonly identities: number;
}

/**
 * Learns the candidate's identities from its answers, translates requests into them, and keeps
 * account of how its state differs.
 *
 * @param memory of `journalMemory`, with what an earlier world has learned; none where none had
 * @throws the library's error when a path in the config is no JSONPath
 */
export function createStatefulWorld(
  config: IdentitiesConfig,
  memory?: SharedArrayBuffer,
): StatefulWorld {
  const { max } = config;
  const book = new IdBook(max, memory === undefined ? null : new IdJournal(memory));
  addConfigured(book, config);
  const parsed = new ParsedExchangeCache();
  const seen = new SeenIds(max);
  const unresolved = new UnresolvedIds();
  const dependenciesOf = createDependencies({ book, seen, unresolved });
  const translate = createTranslator(book);
  const learner = createLearner(book, config);
  const divergence = createDivergence({ book, seen });

  return {
    dependenciesOf: (exchange, head, isWrite) =>
      dependenciesOf(exchange, parsed.of(exchange, head), isWrite),
    translate: (exchange, head) => translate(exchange, parsed.of(exchange, head)),
    learn(exchange, leg, { translated }) {
      const about = parsed.take(exchange);
      const candidate = leg.kind === 'answered' ? parseAnswer(leg.response, about.subject) : null;
      const newIds = unresolved.resolve(exchange.sequence) ?? [];
      const excuses = divergence.excusesFor({ exchange, parsed: about, newIds }, candidate);
      if (candidate === null) return { identities: { known: [], translated }, excuses };
      learner.learn(about, candidate, newIds.length > 0);
      if (isDeletion(about)) {
        learner.forgetDeleted(about);
        divergence.noteDeleted(about, candidate);
      }
      const known = idsInAnswers(book, about.primary, candidate);
      return { identities: { known, translated }, excuses };
    },
    noteNotMirrored(exchange) {
      const about = parsed.take(exchange);
      const newIds =
        unresolved.resolve(exchange.sequence) ??
        seen.see(responseIds(about.primary, true)).map(keyOf);
      divergence.noteNotMirrored({ exchange, parsed: about, newIds });
    },
    get identities() {
      return book.size;
    },
  };
}

function isDeletion({ head, primary }: ParsedExchange): boolean {
  return head.method === 'DELETE' && succeeded(primary);
}
