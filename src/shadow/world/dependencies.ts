import type { Exchange } from '../../vocabulary/exchange.ts';
import { isSuccess } from '../../vocabulary/status.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { type IdInRequest, requestIds } from '../identity/learning/request-ids.ts';
import { responseIds } from '../identity/learning/response-ids.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { UnresolvedIds } from '../identity/learning/unresolved-ids.ts';
import { isDeletion, type ParsedExchange } from '../identity/reading/parsed-exchanges.ts';
import { isGraphqlQuery } from '../identity/reading/graphql-request.ts';
import { sentJson } from '../identity/reading/sent-json.ts';
import { type FoundId, textOf } from '../identity/recognizing/found-id.ts';
import { type Subject, thingOf } from '../identity/recognizing/subject.ts';
import { CausalKeys } from '../order/causal-keys.ts';
import { createSessionNames } from '../order/client-session.ts';
import { Lineage } from '../order/lineage.ts';
import type { Dependencies } from './candidate-world.ts';

export interface DependenciesOptions {
  readonly book: IdBook;
  readonly seen: SeenIds;
  readonly unresolved: UnresolvedIds;
}

/** The dependencies of an exchange, and the identities that cause them. */
export interface KnownDependencies {
  readonly dependencies: Dependencies;
  readonly requestIds: readonly IdInRequest[];
  /** Identities in primary's answer that no answer had shown before. */
  readonly newIds: readonly FoundId[];
}

/** Creates a function that returns what an exchange may depend on; to be called once for each exchange. */
export function createDependencies({
  book,
  seen,
  unresolved,
}: DependenciesOptions): (
  exchange: Exchange,
  parsed: ParsedExchange,
  isWrite: boolean,
) => KnownDependencies {
  const sessionsOf = createSessionNames();
  const keys = new CausalKeys(new Lineage());
  const isKnown = (name: string): boolean =>
    seen.ofText(name) !== undefined || book.soleOfPrimary(name) !== undefined;
  return (exchange, { head, subject, primary, removed }, isWrite) => {
    for (const kind of subject.inPath.values()) book.noteKind(kind);
    const inResponse = isSuccess(primary.status) ? responseIds(primary, isWrite) : [];
    const { sequence, startedAt, endedAt } = exchange;
    // Before the new identities of this answer: a slug may be the same word as the name of a member.
    book.names.note(primary.names, isKnown);
    const isPost = head.method === 'POST';
    const makes = (): boolean => !isGraphqlQuery(sentJson(exchange.request.body));
    const showing = { sequence, isWrite, isPost, makes, startedAt, endedAt };
    const newIds = seen.see(inResponse, showing);
    const inRequest = requestIds(exchange, head, subject, { book, seen });
    const deleted = isDeletion({ head, primary }) ? namedLast(subject, inRequest) : undefined;
    if (deleted !== undefined) seen.noteDeleted(deleted, endedAt);
    for (const thing of removed) seen.noteRemoved(thing, endedAt);
    const untilResolved = unresolved.add(sequence, newIds, inRequest);
    const sessions = sessionsOf(head.fields);
    const touches = keys.touchesOf({
      head,
      isWrite,
      sessions,
      status: primary.status,
      requestIds: inRequest.map(textOf),
      responseIds: inResponse.map(textOf),
      newIds: newIds.map(textOf),
    });
    const [session = `connection ${exchange.connection}`] = sessions;
    const dependencies = { touches: [...touches, ...untilResolved], session };
    return { dependencies, requestIds: inRequest, newIds };
  };
}

/** The identity in which the path ends. */
function namedLast(subject: Subject, named: readonly IdInRequest[]): IdInRequest | undefined {
  const last = thingOf(subject);
  return named.findLast(({ where, text }) => where === 'path' && text === last?.text);
}
