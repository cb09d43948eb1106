import type { Delivery } from '../../transport/inbox.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import { statusOf } from '../../vocabulary/raw-head.ts';
import { mayChangeState } from '../../vocabulary/request-kind.ts';
import type { PairSender } from '../pair-sender.ts';
import type { TranslatedRequest } from '../world/candidate-world.ts';
import { askedExchange, type AskedOutcome, type SentToPrimary } from './asked-exchange.ts';

/** A recorded exchange, until primary has answered or failed. */
interface Pending {
  sent: (SentToPrimary & { readonly mayChangeState: boolean }) | null;
  outcome: AskedOutcome;
}

/** Makes an exchange with primary from each recorded one, in the order in which primary finishes them. */
export class AskedExchanges {
  readonly #pending = new Map<number, Pending>();
  readonly #emit: (exchange: Exchange, release: () => void) => void;
  #settled = 0;
  #knownStatuses = 0;
  #changedStatuses = 0;

  /** @param emit passes an exchange on; its bytes are valid until `release` is called */
  constructor(emit: (exchange: Exchange, release: () => void) => void) {
    this.#emit = emit;
  }

  get inFlight(): number {
    let count = 0;
    for (const { sent } of this.#pending.values()) if (sent !== null) count += 1;
    return count;
  }

  get settled(): number {
    return this.#settled;
  }

  /** The number of responses to requests whose recorded status is known. */
  get knownStatuses(): number {
    return this.#knownStatuses;
  }

  /** The number of responses with another status than the recorded one. */
  get changedStatuses(): number {
    return this.#changedStatuses;
  }

  /**
   * Takes a recorded exchange. Primary is asked again, so it does not matter which parts of the recorded
   * response were lost.
   */
  taken({ record, release, detach }: Delivery<Exchange>): Delivery<Exchange> {
    this.#pending.set(record.sequence, {
      sent: null,
      outcome: { kind: 'unsent', reason: 'aborted' },
    });
    return {
      record: toAsk(record),
      release: () => this.#settle(record, release),
      detach: () => {
        const own = detach();
        return { record: toAsk(own.record), release: () => this.#settle(own.record, own.release) };
      },
    };
  }

  noteAsked({ sequence }: Exchange, translated: TranslatedRequest): void {
    const pending = this.#pending.get(sequence);
    if (pending === undefined) return;
    const { head } = translated;
    pending.sent = {
      translated,
      startedAt: performance.now(),
      mayChangeState: mayChangeState(head),
    };
  }

  /** The last report counts: a write that was held back, and reported as such, is sent later. */
  noteOutcome({ sequence }: Exchange, outcome: Leg): void {
    const pending = this.#pending.get(sequence);
    if (pending !== undefined) pending.outcome = outcome;
  }

  /**
   * Replaces the passing on of pairs, which are not compared here: an exchange is settled when it is
   * released.
   */
  get asPairs(): PairSender {
    const note = (exchange: Exchange, outcome: Leg, release: () => void): void => {
      this.noteOutcome(exchange, outcome);
      release();
    };
    return {
      connect: () => undefined,
      send: ({ record, release }, leg) => note(record, leg, release),
      sendNotAsked: ({ record, release }) =>
        note(record, { kind: 'failed', failure: 'breaker_open', totalMs: 0 }, release),
      sendUnsent: ({ record, release }, reason) =>
        note(record, { kind: 'unsent', reason }, release),
    };
  }

  #settle(recorded: Exchange, release: () => void): void {
    const pending = this.#pending.get(recorded.sequence);
    if (pending === undefined) return release();
    const { sent, outcome } = pending;
    this.#pending.delete(recorded.sequence);
    this.#settled += 1;
    this.#countStatus(recorded, outcome);
    this.#emit(askedExchange(recorded, sent, outcome, this.#openWrites()), release);
  }

  #countStatus({ response: { head } }: Exchange, outcome: AskedOutcome): void {
    if (outcome.kind !== 'answered' || head.byteLength === 0) return;
    this.#knownStatuses += 1;
    if (statusOf(head) !== statusOf(outcome.response.head)) this.#changedStatuses += 1;
  }

  #openWrites(): readonly number[] {
    return [...this.#pending].flatMap(([sequence, { sent }]) =>
      sent?.mayChangeState === true ? [sequence] : [],
    );
  }
}

function toAsk(recorded: Exchange): Exchange {
  const leftOut = recorded.requestWhole ? null : recorded.leftOut;
  // Nothing is compared with the recorded response.
  return { ...recorded, leftOut, openWrites: [] };
}
