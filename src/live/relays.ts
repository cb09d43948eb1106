import { faultOf, type RateLimitedLog } from '../log.ts';
import { TurnWatch } from '../wire/turn-watch.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { ExchangeSink } from './pending-queue.ts';
import type { RefusalReason } from './problems.ts';
import { Relay, type RelayBinding, type RelayClient } from './relay.ts';
import { Tap } from './tap.ts';

export interface RelaysOptions {
  readonly tally: Tally;
  readonly problems: RateLimitedLog;
  /** The primary in force. */
  readonly binding: () => RelayBinding;
  /** Counts exchanges over all connections. */
  readonly nextSequence: () => number;
  readonly onRefused: (reason: RefusalReason) => void;
}

export interface OpenRelayOptions {
  readonly client: RelayClient;
  readonly clientAddress?: string | undefined;
  readonly sink: ExchangeSink;
  readonly onBadGateway: () => void;
  readonly onAnswer: (status: number) => void;
  readonly onDelay: (delayMs: number) => void;
  readonly onClose: () => void;
}

/** The relays that are open, each with its tap. */
export class Relays {
  readonly #options: RelaysOptions;
  readonly #open = new Set<Relay>();
  readonly #turnWatch = new TurnWatch();
  #connections = 0;

  constructor(options: RelaysOptions) {
    this.#options = options;
  }

  [Symbol.iterator](): Iterator<Relay> {
    return this.#open.values();
  }

  /** Binds a client to the primary in force. */
  open({ client, clientAddress, sink, ...on }: OpenRelayOptions): Relay {
    const { tally, problems, binding, nextSequence, onRefused } = this.#options;
    const tap = new Tap({
      connection: (this.#connections += 1),
      recorder: sink,
      nextSequence,
      revision: () => relay.revision,
      turnWatch: this.#turnWatch,
      onAnswer: on.onAnswer,
      onDelay: on.onDelay,
      onOpaque: (reason) => tally.opaque(reason),
    });
    const relay: Relay = new Relay({
      client,
      clientAddress,
      binding: binding(),
      tap,
      onBadGateway: on.onBadGateway,
      onRefused,
      onTapFault: (error) =>
        problems.warn('tap_fault', faultOf(error), 'a connection is relayed without comparing'),
      onClose: () => {
        this.#open.delete(relay);
        on.onClose();
      },
    });
    this.#open.add(relay);
    return relay;
  }

  /** Switches all of them to another primary, each between two exchanges. */
  turnTo(binding: RelayBinding): void {
    for (const relay of this.#open) relay.turnTo(binding);
  }
}
