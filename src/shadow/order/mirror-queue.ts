import { forgetFirst } from '../forget-first.ts';
import { type CausalFacts, CausalOrder, type QueuedExchange } from './causal-order.ts';
import { EarliestFirst } from './earliest-first.ts';
import { type WaitingItem, WaitingItems } from './waiting-items.ts';

export interface MirrorQueueOptions {
  /** How many requests may be under way to the candidate at once. */
  readonly concurrency: number;
  /** How many exchanges may wait; beyond it, whole sessions are shed. */
  readonly queueMax: number;
}

/** The waiting exchanges of one client's session. */
interface Session<T> {
  /** Counts up as sessions are first seen. */
  readonly ordinal: number;
  readonly waiting: WaitingItems<SessionExchange<T>>;
  /** It lost an exchange to a full queue, and is left out until there is room. */
  cut: boolean;
  /** Whether it is in `#newest`. */
  listed: boolean;
}

interface SessionExchange<T> extends QueuedExchange<T>, WaitingItem {
  readonly session: Session<T>;
  inOrder: QueuedExchange<SessionExchange<T>> | null;
}

/** The number of sessions whose age is remembered; a forgotten one counts as new. */
const sessionsMax = 10_000;

/**
 * The exchanges that wait for the candidate: in causal order, and bounded. If the candidate is too slow, whole
 * sessions are shed, the newest first, each for as long as the queue is short of room, so that the remaining
 * sessions stay causally complete. If there is only one session, its latest exchanges are shed.
 */
export class MirrorQueue<T> {
  #options: MirrorQueueOptions;
  readonly #order: CausalOrder<SessionExchange<T>>;
  /** The least recently used comes first. */
  readonly #sessions = new Map<string, Session<T>>();
  /** All sessions with a waiting exchange, and some that had one. */
  readonly #newest = new EarliestFirst<Session<T>>(({ ordinal }) => -ordinal);
  #sessionsSeen = 0;

  /** @param skewMs by how much the clocks of two taps may differ; 0 if there is only one */
  constructor(options: MirrorQueueOptions, skewMs = 0) {
    this.#options = options;
    this.#order = new CausalOrder(skewMs);
  }

  configure(options: MirrorQueueOptions): void {
    this.#options = options;
  }

  get limits(): MirrorQueueOptions {
    return this.#options;
  }

  get inFlight(): number {
    return this.#order.inFlight;
  }

  get waiting(): number {
    return this.#order.waiting;
  }

  /**
   * @param name the name of the client's session
   * @returns the exchanges that are shed for want of room, earliest first: perhaps this one
   */
  add(item: T, facts: CausalFacts, name: string): readonly T[] {
    const session = this.#sessionOf(name);
    const shed = this.#makeRoomFor(session);
    if (session.cut) return [...shed, item];
    const exchange: SessionExchange<T> = { item, session, isWaiting: true, inOrder: null };
    exchange.inOrder = this.#order.add(exchange, facts);
    session.waiting.add(exchange);
    if (!session.listed) this.#list(session);
    return shed;
  }

  /**
   * The next exchange to mirror; null if none may go now.
   *
   * @param held how many have had their turn and wait for something other than the candidate's work
   */
  next(held = 0): QueuedExchange<T> | null {
    if (this.#order.inFlight - held >= this.#options.concurrency) return null;
    const exchange = this.#order.next()?.item ?? null;
    exchange?.session.waiting.delete(exchange);
    return exchange;
  }

  /**
   * Notes that the candidate is done with an exchange, in whatever way. The exchanges that waited for it may
   * go.
   */
  finish(queued: QueuedExchange<T>): void {
    const { inOrder } = queued as SessionExchange<T>;
    if (inOrder !== null) this.#order.finish(inOrder);
  }

  /** The waiting exchanges, in no particular order. */
  waitingItems(): T[] {
    const items: T[] = [];
    for (const { waiting } of this.#sessions.values())
      for (const { item } of waiting) items.push(item);
    return items;
  }

  /** Removes the waiting exchanges that pass a test, as if each had had its turn. */
  takeWaiting(test: (item: T) => boolean): T[] {
    return this.#newest.takeAll().flatMap((session) => {
      session.listed = false;
      const taken = [...session.waiting].filter(({ item }) => test(item));
      for (const exchange of taken) session.waiting.delete(exchange);
      if (session.waiting.size > 0) this.#list(session);
      return this.#finishAll(taken);
    });
  }

  /** Cuts the session itself if no other one is newer. */
  #makeRoomFor(session: Session<T>): readonly T[] {
    const { queueMax } = this.#options;
    if (session.cut && this.waiting * 2 <= queueMax) session.cut = false;
    if (session.cut || this.waiting < queueMax) return [];
    const newest = this.#newestWaiting();
    if (newest === undefined || newest.ordinal <= session.ordinal) {
      session.cut = true;
      return [];
    }
    newest.cut = true;
    return this.#takeOut(newest);
  }

  #newestWaiting(): Session<T> | undefined {
    for (let { first } = this.#newest; first !== undefined; first = this.#newest.first) {
      if (first.waiting.size > 0) return first;
      this.#newest.removeFirst();
      first.listed = false;
    }
    return undefined;
  }

  #list(session: Session<T>): void {
    session.listed = true;
    this.#newest.add(session);
    if (this.#newest.size < 64 || this.#newest.size < this.waiting * 2) return;
    this.#newest.keep((listed) => {
      listed.listed = listed.waiting.size > 0;
      return listed.listed;
    });
  }

  #takeOut({ waiting }: Session<T>): T[] {
    const taken = [...waiting];
    for (const exchange of taken) waiting.delete(exchange);
    return this.#finishAll(taken);
  }

  #finishAll(taken: readonly SessionExchange<T>[]): T[] {
    for (const exchange of taken) this.finish(exchange);
    return taken.map(({ item }) => item);
  }

  #sessionOf(name: string): Session<T> {
    const known = this.#sessions.get(name);
    if (known !== undefined) {
      this.#sessions.delete(name);
      this.#sessions.set(name, known);
      return known;
    }
    this.#sessionsSeen += 1;
    const session: Session<T> = {
      ordinal: this.#sessionsSeen,
      waiting: new WaitingItems(),
      cut: false,
      listed: false,
    };
    this.#sessions.set(name, session);
    forgetFirst(this.#sessions, sessionsMax);
    return session;
  }
}
