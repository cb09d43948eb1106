import type { Config } from '../config/schema.ts';
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
  readonly config: RecorderConfig;
  readonly tally: Tally;
}

type RecorderConfig = Pick<Config, 'capture' | 'mirror'>;

/** Takes what the taps have captured and sends it to the shadow plane, or sheds it. Never waits. */
export class Recorder {
  readonly outbox: Outbox<Exchange>;
  readonly #budget: ByteBudget;
  readonly #tally: Tally;
  readonly #openWrites = new OpenWrites();
  #limits: CaptureLimits | null = null;
  /** Each exchange lists the open writes. Nothing needs that where writes are not mirrored. */
  #tracksWrites = false;

  constructor({ config, tally }: RecorderOptions) {
    this.#budget = new ByteBudget(config.capture.budgetBytes);
    this.outbox = new Outbox({
      shape: exchangeShape,
      // The candidate must not get in bursts what primary got one by one: that would bias its times.
      batchWaitMs: 1,
      budget: this.#budget,
      onLost: (records) => tally.shed('plane_restart', records),
    });
    this.#tally = tally;
    tally.gauge('capture_bytes', () => this.#budget.usedBytes);
    this.configure(config);
  }

  /** What is captured of an exchange that begins now; null if nothing is mirrored. */
  get limits(): CaptureLimits | null {
    return this.#limits;
  }

  /** Exchanges that begin from now on are captured by this config. */
  configure({ capture, mirror }: RecorderConfig): void {
    this.#budget.limitBytes = capture.budgetBytes;
    this.#tracksWrites = mirror.methods === 'all';
    this.#limits =
      mirror.methods === 'none'
        ? null
        : { bodyBytesMax: capture.bodyBytesMax, budget: this.#budget };
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
    if (!pending.isCaptured) return;
    const exchange = pending.toExchange(connection, this.#openWrites.list());
    // What was left out is counted by the shadow plane, which knows whether it was to be mirrored at all.
    if (this.outbox.send(exchange, pending.takenBytes)) return;
    const { leftOut } = exchange;
    this.#tally.shed(leftOut !== null && isShedReason(leftOut) ? leftOut : 'capture_budget');
  }
}
