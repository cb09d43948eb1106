import { ByteBudget } from '../transport/byte-budget.ts';
import { Outbox } from '../transport/outbox.ts';
import { type Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { isShedReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { CaptureLimits } from './capture.ts';
import { OpenWrites } from './open-writes.ts';
import type { PendingExchange } from './pending-exchange.ts';

export interface RecorderOptions {
  readonly bodyBytesMax: number;
  readonly budgetBytes: number;
  /** Each exchange lists the open writes. Nothing needs that where writes are not mirrored. */
  readonly tracksWrites: boolean;
  readonly tally: Tally;
}

/** Takes what the taps have captured and sends it to the shadow plane, or sheds it. Never waits. */
export class Recorder {
  readonly limits: CaptureLimits;
  readonly outbox: Outbox<Exchange>;
  readonly #tally: Tally;
  readonly #tracksWrites: boolean;
  readonly #openWrites = new OpenWrites();

  constructor({ bodyBytesMax, budgetBytes, tracksWrites, tally }: RecorderOptions) {
    const budget = new ByteBudget(budgetBytes);
    this.limits = { bodyBytesMax, budget };
    this.outbox = new Outbox({
      shape: exchangeShape,
      // The candidate must not get in bursts what primary got one by one: that would bias its times.
      batchWaitMs: 1,
      budget,
      onLost: (records) => tally.shed('plane_restart', records),
    });
    this.#tracksWrites = tracksWrites;
    this.#tally = tally;
    tally.gauge('capture_bytes', () => budget.usedBytes);
  }

  /** A request has begun. */
  begin(pending: PendingExchange): void {
    if (this.#tracksWrites && pending.mayChangeState) this.#openWrites.add(pending.sequence);
  }

  /** An exchange is no longer followed, and is not recorded. */
  abandon(pending: PendingExchange): void {
    this.#openWrites.remove(pending.sequence);
  }

  record(pending: PendingExchange, connection: number): void {
    this.#openWrites.remove(pending.sequence);
    const exchange = pending.toExchange(connection, this.#openWrites.list());
    // What was left out is counted by the shadow plane, which knows whether it was to be mirrored at all.
    if (this.outbox.send(exchange, pending.takenBytes)) return;
    const { leftOut } = exchange;
    this.#tally.shed(leftOut !== null && isShedReason(leftOut) ? leftOut : 'capture_budget');
  }
}
