import type { IdentitiesConfig } from '../../config/identities-schema.ts';
import { readIdentitySeed } from '../../config/identity-seed.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import type { Translation } from '../../vocabulary/identities.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import { noExcuses } from '../../vocabulary/excuses.ts';
import type { CandidateWorld, PairKnowledge, Placement, WorldRequest } from './candidate-world.ts';
import { CausalKeys } from '../order/causal-keys.ts';
import { createSessionNames } from '../order/client-session.ts';
import { Lineage } from '../order/lineage.ts';
import { mayChangeState } from '../mirror-policy.ts';
import { Divergence } from '../divergence/diverged-things.ts';
import { IdentityBook } from '../identity/book/id-book.ts';
import { IdentityJournal } from '../identity/book/id-journal.ts';
import { createIdentityRules } from '../identity/learning/identity-rules.ts';
import { type Subject, subjectOf } from '../identity/recognizing/field-context.ts';
import { knownInAnswers, mayBeKnown } from '../identity/learning/ids-in-answers.ts';
import { learnPair } from '../identity/learning/learn-from-pair.ts';
import { mentionedIn } from '../identity/learning/request-ids.ts';
import {
  type NamedIdentity,
  namedIdentity,
  offeredIn,
  SeenIdentities,
} from '../identity/learning/response-ids.ts';
import { PendingLessons } from '../identity/learning/unresolved-ids.ts';
import { type ReadAnswer, readAnswer } from '../identity/reading/parsed-answer.ts';
import { Readings } from '../identity/reading/parsed-exchanges.ts';
import { isDigits, looksLikeIdentity } from '../identity/recognizing/id-values.ts';
import { segmentPlace } from '../identity/translating/translate-token.ts';
import { urlParts } from '../identity/recognizing/url-parts.ts';
import { pathOf } from '../order/resource-path.ts';
import { rewriteRequest } from '../identity/translating/translate-request.ts';

/** The world of a candidate that has a state of its own, and its own words for what is in it. */
export interface OwnWorld extends CandidateWorld {
  /** How many identities are known. */
  readonly identities: number;
}

/**
 * Learns the candidate's words from its answers, and tells it what to do in them.
 *
 * @param memory of `journalMemory`: what a world before this one has learned; none where there was none
 * @throws the library's error when a path in the config is no JSONPath
 */
export function createOwnWorld(config: IdentitiesConfig, memory?: SharedArrayBuffer): OwnWorld {
  const { max } = config;
  const book = new IdentityBook(max, memory === undefined ? null : new IdentityJournal(memory));
  for (const pin of config.pin) tell(book, pin, true);
  const { seed } = config.seed === undefined ? { seed: null } : readIdentitySeed(config.seed);
  for (const known of seed ?? []) tell(book, known, false);
  const ruledIn = createIdentityRules(config);
  const seen = new SeenIdentities(max);
  const divergence = new Divergence();
  const sessionsOf = createSessionNames();
  const keys = new CausalKeys(new Lineage());
  const pending = new PendingLessons();
  const readings = new Readings();

  function place(exchange: Exchange, head: RequestHead, isWrite: boolean): Placement {
    const { subject, primary } = readings.of(exchange, head);
    for (const kind of subject.inPath.values()) book.noteKind(kind);
    const offers = isGood(primary) ? offeredIn(primary, isWrite) : [];
    const made = seen.see(offers);
    const mentions = mentionedIn(exchange, head, subject, book);
    const lessons = pending.add(exchange.sequence, made.map(keyOf), mentions.map(keyOf));
    const sessions = sessionsOf(head.fields);
    const touches = keys.touchesOf({
      head,
      isWrite,
      sessions,
      status: primary.status,
      requestIds: mentions.map(textOf),
      responseIds: offers.map(textOf),
      newIds: made.map(textOf),
    });
    const [session = `connection ${exchange.connection}`] = sessions;
    return { touches: [...touches, ...lessons], session };
  }

  function translate(exchange: Exchange, head: RequestHead): WorldRequest {
    const translated: Translation[] = [];
    const { body } = exchange.request;
    const { subject } = readings.of(exchange, head);
    const rewritten = rewriteRequest({ head, body }, subject, (where) => {
      return (text, at) => {
        const found = mayBeKnown(book, text, at) ? book.ofPrimary(text, at.kind) : undefined;
        if (found === undefined) return undefined;
        book.used(found);
        if (found.primary === found.candidate) return undefined;
        translated.push({ place: where, label: found.label });
        return found;
      };
    });
    return { ...rewritten, translated };
  }

  function learn(exchange: Exchange, leg: Leg, { translated }: WorldRequest): PairKnowledge {
    const { head, subject, primary } = readings.take(exchange);
    const candidate = leg.kind === 'answered' ? readAnswer(leg.response, subject) : null;
    const cascadeOf = causeOf(exchange, head, subject, primary);
    const made = pending.settle(exchange.sequence) ?? [];
    if (candidate === null || isGood(primary) !== isGood(candidate)) {
      noteMiss(exchange, head, made, cascadeOf);
    } else if (isGood(primary)) {
      const isCreation = head.method === 'POST' && made.length > 0;
      const ruled = ruledIn(head, primary, candidate);
      learnPair({ book, subject, isCreation, ruled }, primary, candidate);
    }
    const hint = { ...noExcuses, hint: cascadeOf };
    if (candidate === null) return { identities: { known: [], translated }, excuses: hint };
    if (head.method === 'DELETE' && isGood(primary)) noteGone(head, candidate);
    const known = knownInAnswers(book, primary, candidate);
    return { identities: { known, translated }, excuses: hint };
  }

  function causeOf(
    exchange: Exchange,
    head: RequestHead,
    subject: Subject,
    primary: ReadAnswer,
  ): number | null {
    if (divergence.isNone) return null;
    const mentions = mentionedIn(exchange, head, subject, book);
    const things = [...mentions, ...offeredIn(primary, true)].map(keyOf);
    // What may be written there can depend on what else is there, such as a name that is taken.
    const { collection } = writtenAt(head.target);
    const paths = mayChangeState(head) ? [subject.path, collection] : [subject.path];
    return divergence.causeOf(things, paths);
  }

  /** @param cause what it is itself a consequence of, if anything */
  function noteMiss(
    exchange: Exchange,
    head: RequestHead,
    made: readonly string[],
    cause: number | null,
  ): void {
    if (made.length === 0 && !mayChangeState(head)) return;
    const { thing, path, collection } = writtenAt(head.target);
    divergence.note({
      things: [
        ...(made.length > 0 || thing === null ? made : [thing.key]),
        ...actors(exchange, head),
      ],
      collection: head.method === 'POST' ? path : collection,
      cause: cause ?? exchange.sequence,
    });
  }

  /** What a call with the secret of a key may change is the key: how often it was used. */
  function actors(exchange: Exchange, head: RequestHead): readonly string[] {
    if (!mayChangeState(head)) return [];
    const mentions = mentionedIn(exchange, head, subjectOf(head.target), book);
    const credentials = mentions.filter(({ isCredential }) => isCredential).map(keyOf);
    return credentials
      .flatMap((credential) => seen.siblingsOf(credential))
      .filter((key) => !credentials.includes(key));
  }

  /** Its name may be given to something else from now on. */
  function noteGone({ target }: RequestHead, candidate: ReadAnswer): void {
    const { thing, collection } = writtenAt(target);
    if (thing === null) return;
    book.release(thing.text, thing.kind);
    if (isGood(candidate) || candidate.status === 404) divergence.agree(thing.key, collection);
  }

  function miss(exchange: Exchange): void {
    const { head, subject, primary } = readings.take(exchange);
    const made = pending.settle(exchange.sequence) ?? seen.see(offeredIn(primary, true)).map(keyOf);
    if (isGood(primary)) {
      noteMiss(exchange, head, made, causeOf(exchange, head, subject, primary));
    }
  }

  return {
    place,
    translate,
    learn,
    miss,
    get identities() {
      return book.size;
    },
  };
}

/** What a write changes, by its path: the last identity in it, and the path that this is listed under. */
function writtenAt(target: string) {
  const part = urlParts(target).findLast(
    ({ name, text }) => name === '' && looksLikeIdentity(text),
  );
  const path = pathOf(target);
  if (part === undefined) return { thing: null, path, collection: path };
  const { text, kind, start } = part;
  const { key } = namedIdentity(text, segmentPlace(kind));
  return { thing: { text, kind, key }, path, collection: target.slice(0, Math.max(0, start - 1)) };
}

/** What the user says is known. */
function tell(
  book: IdentityBook,
  { primary, candidate, kind = '' }: IdentitiesConfig['pin'][number],
  pinned: boolean,
): void {
  const primaryIsNumber = isDigits(primary);
  const candidateIsNumber = isDigits(candidate);
  const isAs = { primaryIsNumber, candidateIsNumber, changes: false, isShared: false };
  book.noteKind(kind);
  book.learn({ primary, candidate, kind, ...isAs, pinned }, false);
}

function isGood({ status }: ReadAnswer): boolean {
  return status >= 200 && status < 400;
}

function textOf({ text }: NamedIdentity): string {
  return text;
}

function keyOf({ key }: NamedIdentity): string {
  return key;
}
