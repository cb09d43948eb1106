interface Message {
  readonly streamSequence: number;
  /** The number of its exchanges that are not settled. */
  unsettled: number;
  /** Earlier messages that are settled with it. */
  readonly carries: readonly number[];
  readonly bytes: number;
}

interface Delivered {
  readonly message: Message;
  readonly atMs: number;
  isCounted: boolean;
  /** It is counted, or will be, and its effect on the candidate comes later. */
  awaitsEffect: boolean;
}

/**
 * Tracks up to which message of the stream everything is settled: counted and saved, or lost for good. The
 * next owner begins after that message, and the stream need not keep it.
 */
export class Settlement {
  /** In the order of the stream, from the first that is not settled. */
  #messages: Message[] = [];
  #first = 0;
  readonly #byStreamSequence = new Map<number, Message>();
  /** By the sequence of the exchange, in the order of delivery. */
  readonly #delivered = new Map<number, Delivered>();
  #low: number;
  #arrived: number;
  #openBytes = 0;

  /** @param low everything up to this message is settled */
  constructor(low: number) {
    this.#low = low;
    this.#arrived = low;
  }

  /** Everything up to this message of the stream is settled. */
  get low(): number {
    return this.#low;
  }

  /** The size of the messages that arrived and are not settled, with all later ones. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /** The last message that arrived. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Sequences of exchanges that were delivered and are not counted. */
  get uncounted(): readonly number[] {
    return [...this.#delivered].flatMap(([sequence, { isCounted }]) => (isCounted ? [] : sequence));
  }

  isDelivered(sequence: number): boolean {
    return this.#delivered.has(sequence);
  }

  /**
   * Notes that a message arrived, in the order of the stream.
   *
   * @param exchanges how many of its exchanges must be settled before the message is
   * @param carries earlier messages that are parts of it and are settled with it
   */
  arrive(
    streamSequence: number,
    exchanges: number,
    carries: readonly number[] = [],
    bytes = 0,
  ): void {
    this.#arrived = Math.max(this.#arrived, streamSequence);
    this.#openBytes += bytes;
    const message = { streamSequence, unsettled: exchanges, carries, bytes };
    this.#messages.push(message);
    if (exchanges > 0) this.#byStreamSequence.set(streamSequence, message);
    else this.#finish(message);
  }

  /**
   * Notes that an exchange of a message is under way to the other planes.
   *
   * @param isCounted it is counted already, and is settled with its effect
   */
  deliver(sequence: number, streamSequence: number, nowMs: number, isCounted = false): void {
    const message = this.#byStreamSequence.get(streamSequence);
    if (message === undefined) return;
    this.#delivered.set(sequence, { message, atMs: nowMs, isCounted, awaitsEffect: isCounted });
  }

  /**
   * A delivered exchange will not be counted any more: it has been, or is lost. It is settled, unless it waits for its effect.
   *
   * @returns the message of the stream that it came with; 0 if it was not delivered, or is settled
   */
  settle(sequence: number): number {
    const delivered = this.#delivered.get(sequence);
    if (delivered === undefined) return 0;
    delivered.isCounted = true;
    this.#settleDone(sequence, delivered);
    return delivered.message.streamSequence;
  }

  /** A delivered exchange may be counted before its effect on the candidate. */
  awaitEffect(sequence: number): void {
    const delivered = this.#delivered.get(sequence);
    if (delivered !== undefined) delivered.awaitsEffect = true;
  }

  /** The candidate has done the write, or never will. */
  endEffect(sequence: number): void {
    const delivered = this.#delivered.get(sequence);
    if (delivered === undefined) return;
    delivered.awaitsEffect = false;
    this.#settleDone(sequence, delivered);
  }

  /** Stops waiting for the effects of exchanges that were delivered before a time. */
  endEffects(deliveredBeforeMs = Number.POSITIVE_INFINITY): void {
    for (const [sequence, { atMs }] of this.#delivered) {
      if (atMs >= deliveredBeforeMs) break;
      this.endEffect(sequence);
    }
  }

  /** Notes that a number of exchanges of a message are never delivered. */
  skip(streamSequence: number, exchanges = 1): void {
    const message = this.#byStreamSequence.get(streamSequence);
    if (message === undefined) return;
    for (let one = 0; one < exchanges; one += 1) this.#settleOne(message);
  }

  /** Gives up exchanges that were delivered before a time. @returns their sequences */
  expire(deliveredBeforeMs: number): number[] {
    const expired: number[] = [];
    for (const [sequence, { atMs }] of this.#delivered) {
      if (atMs >= deliveredBeforeMs) break;
      expired.push(sequence);
    }
    for (const sequence of expired) this.settle(sequence);
    return expired;
  }

  #settleDone(sequence: number, { message, isCounted, awaitsEffect }: Delivered): void {
    if (!isCounted || awaitsEffect) return;
    this.#delivered.delete(sequence);
    this.#settleOne(message);
  }

  #settleOne(message: Message): void {
    message.unsettled -= 1;
    if (message.unsettled > 0) return;
    this.#byStreamSequence.delete(message.streamSequence);
    this.#finish(message);
  }

  #finish({ carries }: Message): void {
    for (const carried of carries) this.skip(carried);
    this.#advance();
  }

  #advance(): void {
    for (; this.#first < this.#messages.length; this.#first += 1) {
      const message = this.#messages[this.#first];
      if (message === undefined || message.unsettled > 0) break;
      this.#low = message.streamSequence;
      this.#openBytes -= message.bytes;
    }
    if (this.#first < 1_000 || this.#first * 2 < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#first);
    this.#first = 0;
  }
}
