import type { Socket } from 'node:net';
import type { TurnedAwayReason } from '../vocabulary/turned-away.ts';
import { reset } from './break-off.ts';

/** A connection that is served. */
export interface ServedConnection {
  /** When it became idle between two requests; null while it is not idle. */
  readonly idleSince: number | null;
  /** When the unfinished head of a request began; null if there is none. */
  headOwedSince(openedAt: number): number | null;
  /** The client did not finish a head in time. */
  endSlowHead(): void;
  /** The next answer is the last. */
  drain(): void;
  closeWhenIdle(): void;
  /** Resets the connection. */
  destroy(): void;
}

/** One of the `limits.connections`, from the first moment of a connection to its end. */
export interface Slot {
  /** The TCP connection. */
  readonly socket: Socket;
  readonly openedAt: number;
  /** From a PROXY header; null if the address of the connection counts. */
  clientAddress: string | null;
  /** Null during the PROXY header and the TLS handshake. */
  served: ServedConnection | null;
  /** When it could send its first request: a handshake may have taken long. */
  servedAt: number;
}

export interface ConnectionSlotsOptions {
  /** By the config in force. */
  readonly limits: () => { readonly connections: number; readonly headTimeoutMs: number };
  readonly onAdmitted: (slot: Slot) => void;
  readonly onTurnedAway: (reason: Exclude<TurnedAwayReason, 'bad_gateway'>) => void;
}

/** At the limit, how long a connection waits for a slot before it is reset, and how many may wait. */
const waitMs = 1_000;
const waitingMax = 256;
const waitStepMs = 50;
/** A connection that was opened or answered just now is about to be used. */
const settledMs = 250;
const handshakeMs = 1_000;
/** The longest time between two checks for late heads. A sweep costs less than a timer for each request. */
const sweepMsMax = 1_000;

/** Bounds the number of connections, and the time that each may take for a head. */
export class ConnectionSlots {
  readonly #options: ConnectionSlotsOptions;
  readonly #slots = new Set<Slot>();
  /** The slots whose clients have sent nothing, the oldest first. */
  readonly #silent = new Set<Slot>();
  /** Closed to make room, though their clients have not closed their side yet. */
  readonly #leaving = new Set<Slot>();
  readonly #waiting = new Set<Slot>();
  readonly #sweepTimer: NodeJS.Timeout;
  #isRoomDue = false;

  constructor(options: ConnectionSlotsOptions) {
    this.#options = options;
    const sweepMs = Math.min(sweepMsMax, Math.max(10, options.limits().headTimeoutMs / 20));
    this.#sweepTimer = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** Resets connections: only those in the PROXY header or the TLS handshake, or all. */
  breakOff(which: 'handshakes' | 'all'): void {
    for (const { socket, served } of this.#slots) {
      if (served === null) socket.destroy();
      else if (which === 'all') served.destroy();
    }
  }

  /** A connection was accepted. */
  accept(socket: Socket): void {
    const openedAt = performance.now();
    const slot: Slot = { socket, openedAt, clientAddress: null, served: null, servedAt: 0 };
    socket.on('error', () => undefined);
    socket.on('close', () => this.#onClose(slot));
    if (this.#hasRoom) this.#admit(slot);
    else if (this.#waiting.size < waitingMax) this.#wait(slot);
    else this.#turnAway(slot);
  }

  /** The client can send its first request. */
  noteServed(slot: Slot, served: ServedConnection): void {
    slot.served = served;
    slot.servedAt = performance.now();
  }

  /** The client has sent its first byte. */
  noteHeard(slot: Slot): void {
    this.#silent.delete(slot);
  }

  /** No connection is accepted any more. */
  stop(): void {
    clearInterval(this.#sweepTimer);
    for (const slot of this.#waiting) this.#turnAway(slot);
  }

  get #hasRoom(): boolean {
    return this.#slots.size - this.#leaving.size < this.#options.limits().connections;
  }

  #admit(slot: Slot): void {
    this.#waiting.delete(slot);
    this.#slots.add(slot);
    this.#silent.add(slot);
    this.#options.onAdmitted(slot);
  }

  #wait(slot: Slot): void {
    this.#waiting.add(slot);
    // The next turn of the event loop reads what open connections have sent already.
    if (!this.#isRoomDue) setImmediate(() => setImmediate(() => this.#makeRoom()));
    this.#isRoomDue = true;
  }

  #makeRoom(): void {
    this.#isRoomDue = false;
    const now = performance.now();
    const spares = this.#waiting.size === 0 ? [] : this.#spares(now);
    for (const slot of this.#waiting) {
      const spare = this.#hasRoom ? undefined : spares.pop();
      if (spare !== undefined) this.#close(spare);
      if (this.#hasRoom) this.#admit(slot);
      else if (now - slot.openedAt >= waitMs) this.#turnAway(slot);
    }
    if (this.#waiting.size === 0) return;
    this.#isRoomDue = true;
    // After the poll phase, so that all bytes that have come are read.
    setTimeout(() => setImmediate(() => this.#makeRoom()), waitStepMs).unref();
  }

  /** The connections that can make room, in reverse order of closing: silent ones close before idle ones, the oldest first. */
  #spares(now: number): Slot[] {
    const idle: (readonly [Slot, number])[] = [];
    for (const slot of this.#slots) {
      const since = this.#leaving.has(slot) ? null : (slot.served?.idleSince ?? null);
      if (since !== null && now - since >= settledMs) idle.push([slot, since]);
    }
    const silent = [...this.#silent].filter(({ served, openedAt, servedAt }) =>
      served === null ? now - openedAt >= handshakeMs : now - servedAt >= settledMs,
    );
    return [
      ...idle.toSorted(([, a], [, b]) => b - a).map(([slot]) => slot),
      ...silent.toReversed(),
    ];
  }

  #close(slot: Slot): void {
    this.#options.onTurnedAway('made_room');
    this.#leaving.add(slot);
    if (this.#silent.delete(slot)) slot.socket.destroy();
    else slot.served?.closeWhenIdle();
  }

  #turnAway(slot: Slot): void {
    this.#waiting.delete(slot);
    this.#options.onTurnedAway('connection_limit');
    reset(slot.socket);
  }

  #onClose(slot: Slot): void {
    this.#slots.delete(slot);
    this.#silent.delete(slot);
    this.#leaving.delete(slot);
    this.#waiting.delete(slot);
    const [next] = this.#waiting;
    if (next !== undefined && this.#hasRoom) this.#admit(next);
  }

  #sweep(): void {
    const overdue = [...this.#slots].filter((slot) => this.#isOverdue(slot));
    if (overdue.length === 0) return;
    // A busy thread reads nothing, so bytes that have come meanwhile are read first.
    setImmediate(() => {
      for (const slot of overdue) if (this.#isOverdue(slot)) this.#endSlowHead(slot);
    });
  }

  #isOverdue({ served, openedAt }: Slot): boolean {
    const since = served === null ? openedAt : served.headOwedSince(openedAt);
    return since !== null && performance.now() - since > this.#options.limits().headTimeoutMs;
  }

  #endSlowHead(slot: Slot): void {
    this.#options.onTurnedAway('head_timeout');
    if (slot.served === null) slot.socket.destroy();
    else slot.served.endSlowHead();
  }
}
