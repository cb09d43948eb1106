import type { PublishAnswer } from '../fleet/nats/publish-answer.ts';

/** How a message ended: stored, or lost with a reason. */
export type Settled = 'stored' | 'stream_full' | 'uplink_failed';

/** A message for one partition that must be stored once, even if the connection is lost. */
export interface Outgoing {
  /** Unique among all messages of a tap. */
  readonly number: number;
  readonly partition: number;
  /** Exchanges in it; 0 for a note alone. */
  readonly records: number;
  /** What the server stores: the message itself, or its parts. */
  readonly partsFor: (payloadBytesMax: number) => readonly Uint8Array[];
  readonly bytes: number;
  readonly onSettled: (how: Settled) => void;
}

/** Sends a part; `id` is the same whenever it is sent again. */
export type SendPart = (part: Uint8Array, to: PartAddress) => void;

/** A part of a message, in one of the ways in which the message may be split. */
export interface PartName {
  /** Of the message. */
  readonly number: number;
  readonly part: number;
  readonly parts: number;
}

interface PartAddress extends PartName {
  readonly partition: number;
}

export interface PublishQueueOptions {
  /** A message that was first sent longer ago is not sent again: the server may no longer recognize a duplicate. */
  readonly resendMsMax: number;
  /** How long an answer may take before everything is sent again. */
  readonly answerMsMax: number;
  /** Called when nothing can be stored now: the queue has closed itself, and must be opened again. */
  readonly onUnavailable: () => void;
}

/** The most bytes on their way to the server at once; the rest waits here. */
const inFlightBytesMax = 8 * 1024 * 1024;

interface OpenConnection {
  readonly send: SendPart;
  readonly payloadBytesMax: number;
}

interface Item {
  readonly message: Outgoing;
  readonly queuedAt: number;
  parts: readonly Uint8Array[] | null;
  /** Indexes of parts that are not acknowledged. */
  readonly owed: Set<number>;
  /** 0 while it was never sent. */
  firstSentAt: number;
  sentAt: number;
}

/**
 * Holds messages in their order until JetStream has acknowledged them. While it is open, it sends without waiting for the
 * answers. After a lost connection, it sends all of them again, in their order and with their ids. No message is stored
 * behind a later one of its partition: if the later one is stored first, the earlier one is given up.
 */
export class PublishQueue {
  readonly #options: PublishQueueOptions;
  readonly #byNumber = new Map<number, Item>();
  #items: Item[] = [];
  /** How many of the items, from the front, are on their way. */
  #sent = 0;
  #inFlightBytes = 0;
  #unackedBytes = 0;
  #open: OpenConnection | null = null;

  constructor(options: PublishQueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Bytes of all messages that are not settled. */
  get unackedBytes(): number {
    return this.#unackedBytes;
  }

  /** How long the oldest message has waited; 0 if there is none. */
  oldestMs(now: number): number {
    const [oldest] = this.#items;
    return oldest === undefined ? 0 : now - oldest.queuedAt;
  }

  add(message: Outgoing, now: number): void {
    this.#replaceNote(message);
    const item: Item = {
      message,
      queuedAt: now,
      parts: null,
      owed: new Set(),
      firstSentAt: 0,
      sentAt: 0,
    };
    this.#items.push(item);
    this.#byNumber.set(message.number, item);
    this.#unackedBytes += message.bytes;
    this.#pump(now);
  }

  /** To be called when there is a connection: sends everything that is not acknowledged. */
  open(send: SendPart, payloadBytesMax: number, now: number): void {
    this.close();
    this.#open = { send, payloadBytesMax };
    this.#pump(now);
  }

  /** To be called when the connection is lost. */
  close(): void {
    this.#open = null;
    this.#sent = 0;
    this.#inFlightBytes = 0;
  }

  answer({ number, part, parts }: PartName, answer: PublishAnswer, now: number): void {
    const item = this.#byNumber.get(number);
    // An answer on an earlier connection may be about other parts.
    if (item === undefined || item.parts?.length !== parts) return;
    switch (answer.kind) {
      case 'stored':
        this.#stored(item, part, answer.duplicate);
        break;
      case 'full':
        this.#settle(item, 'stream_full');
        break;
      case 'refused':
        this.#settle(item, 'uplink_failed');
        break;
      case 'unavailable':
        this.#giveUpForNow();
        return;
    }
    this.#pump(now);
  }

  /** Drops the messages under way to a partition, because the server forbids this user to publish there. */
  forbidden(partition: number): void {
    for (const item of this.#items.slice(0, this.#sent)) {
      if (item.message.partition === partition) this.#settle(item, 'uplink_failed');
    }
  }

  /** To be called from time to time: gives up messages that are too old, and notices missing answers. */
  look(now: number): void {
    const { resendMsMax, answerMsMax } = this.#options;
    for (const item of this.#items) {
      if (item.firstSentAt === 0) break;
      if (now - item.firstSentAt > resendMsMax) this.#settle(item, 'uplink_failed');
    }
    const [oldest] = this.#items;
    if (this.#sent === 0 || oldest === undefined) return;
    if (now - oldest.sentAt > answerMsMax) this.#giveUpForNow();
  }

  #pump(now: number): void {
    while (this.#open !== null && this.#inFlightBytes < inFlightBytesMax) {
      const item = this.#items[this.#sent];
      if (item === undefined) return;
      this.#send(item, this.#open, now);
    }
  }

  #send(item: Item, { send, payloadBytesMax }: OpenConnection, now: number): void {
    const { message } = item;
    const { partition, number } = message;
    if (item.parts === null || item.parts.some((one) => one.byteLength > payloadBytesMax)) {
      item.parts = message.partsFor(payloadBytesMax);
      item.owed.clear();
      for (const part of item.parts.keys()) item.owed.add(part);
    }
    this.#sent += 1;
    this.#inFlightBytes += message.bytes;
    item.sentAt = now;
    if (item.firstSentAt === 0) item.firstSentAt = now;
    for (const [part, bytes] of item.parts.entries()) {
      if (item.owed.has(part)) send(bytes, { partition, number, part, parts: item.parts.length });
    }
  }

  #stored(item: Item, part: number, duplicate: boolean): void {
    item.owed.delete(part);
    if (!duplicate) this.#giveUpBefore(item);
    if (item.owed.size === 0) this.#settle(item, 'stored');
  }

  /** Answers come in the order of the stream: an earlier message without an answer is not in it. */
  #giveUpBefore(item: Item): void {
    if (this.#items[0] === item) return;
    for (const earlier of this.#items.slice(0, this.#items.indexOf(item))) {
      if (earlier.message.partition !== item.message.partition) continue;
      this.#settle(earlier, 'uplink_failed');
    }
  }

  #giveUpForNow(): void {
    if (this.#open === null) return;
    this.close();
    this.#options.onUnavailable();
  }

  #settle(item: Item, how: Settled): void {
    const at = this.#items.indexOf(item);
    if (at < 0) return;
    this.#items.splice(at, 1);
    this.#byNumber.delete(item.message.number);
    this.#unackedBytes -= item.message.bytes;
    if (at < this.#sent) {
      this.#sent -= 1;
      this.#inFlightBytes -= item.message.bytes;
    }
    item.message.onSettled(how);
  }

  /** Drops waiting messages that contain only a note: the next note replaces them. */
  #replaceNote({ partition, records }: Outgoing): void {
    if (records > 0) return;
    for (let at = this.#items.length - 1; at >= 0; at -= 1) {
      const item = this.#items[at];
      if (item === undefined || item.message.records > 0 || item.firstSentAt > 0) return;
      if (item.message.partition === partition) this.#settle(item, 'stored');
    }
  }
}
