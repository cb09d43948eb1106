import type { MessagePort } from 'node:worker_threads';
import { encodeTapMessage } from '../fleet/wire/tap-message.ts';
import type { BatchMessage, ChannelOpening } from '../transport/channel-message.ts';
import { CreditAccount } from '../transport/credit-account.ts';
import { noteProgress } from '../transport/progress.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { Batch, packable, unpackBatch } from '../vocabulary/packed-batch.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';
import type { RecordingWriter } from './file/recording-writer.ts';

export interface TakerOptions {
  readonly tap: TapIdentity;
  readonly writer: RecordingWriter;
  /** The exchanges to record for an exchange, in order: none, itself, or others that it needs before it. */
  readonly recorded: (exchange: Exchange) => readonly Exchange[];
}

/**
 * A larger message is ended: decoded bodies may be a thousand times as large as in their batch, and only the
 * writer limits memory.
 */
const messageBytes = 4 * 1024 * 1024;

/** Takes the batches of the source, and passes the exchanges to record to the writer. */
export class BatchTaker {
  readonly #options: TakerOptions;
  #messages = 0;

  constructor(options: TakerOptions) {
    this.#options = options;
  }

  /** Takes the batches that arrive on a port. */
  takeFrom(port: MessagePort): void {
    const credit = new CreditAccount(port);
    let taken: Int32Array | null = null;
    port.on('message', (message: ChannelOpening | BatchMessage) => {
      if ('taken' in message) {
        taken = new Int32Array(message.taken);
        return;
      }
      if (taken !== null) Atomics.add(taken, 0, 1);
      this.#take(message, credit);
      noteProgress();
    });
  }

  #take(batch: BatchMessage, credit: CreditAccount): void {
    let unsettled = 1;
    const onSettled = (): void => {
      unsettled -= 1;
      if (unsettled === 0) credit.owe(batch.chargedBytes, batch.countedRecords);
    };
    let kept: Exchange[] = [];
    let keptBytes = 0;
    const write = (): void => {
      if (kept.length === 0) return;
      unsettled += 1;
      const message = this.#messageOf(kept, batch.note?.wallOffsetMs ?? 0);
      this.#options.writer.add({ message, exchanges: kept.length, onSettled });
      kept = [];
      keptBytes = 0;
    };
    unpackBatch(exchangeShape, batch.buffer, batch.records, (exchange) => {
      for (const one of this.#options.recorded(exchange)) {
        kept.push(one);
        keptBytes += one.request.body.byteLength + one.response.body.byteLength;
        if (keptBytes >= messageBytes) write();
      }
      noteProgress();
    });
    write();
    onSettled();
    // Only now, since the exchanges are views of its bytes.
    credit.giveBack(batch.buffer);
  }

  #messageOf(exchanges: readonly Exchange[], wallOffsetMs: number): Uint8Array {
    const packed = exchanges.map((exchange) => packable(exchangeShape, exchange));
    const bytes = packed.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
    const batch = new Batch(new ArrayBuffer(bytes));
    for (const one of packed) batch.append(one);
    this.#messages += 1;
    return encodeTapMessage({
      tap: this.#options.tap,
      partition: 0,
      batch: this.#messages,
      note: {
        completeTo: 0,
        wallOffsetMs,
        openWrites: [],
        shed: {},
      },
      records: exchanges.length,
      packed: new Uint8Array(batch.buffer),
    });
  }
}
