import { hasConnectionOption, parseResponseHead } from '../../vocabulary/raw-head.ts';
import type { Result } from '../../transport/breaker.ts';
import type { PendingExchange } from '../pending-exchange.ts';
import type { ExchangeSink } from '../pending-queue.ts';
import type { Recorder } from '../recorder.ts';
import type { Relay, RelayBinding } from '../relay.ts';
import { InternalClient } from './internal-client.ts';

/** One request that was sent to primary. */
export interface Asked {
  readonly request: Buffer;
  /** The number in place of the client's connection, which is unknown. */
  readonly connection: number;
  readonly slowMs: number;
  readonly timeoutMs: number;
  /** Called once, as soon as primary has answered or failed. */
  readonly onResult: (result: Result) => void;
  /** The connection was lost before the request was sent. */
  readonly onLost: () => void;
}

export interface CopyLaneOptions {
  readonly recorder: Recorder;
  /** Binds an internal client to primary. */
  readonly openRelay: (options: LaneRelayOptions) => Relay;
  /** The exchange is over; the lane can take another one if `isUsable`. */
  readonly onFree: (lane: CopyLane) => void;
  readonly onClosed: (lane: CopyLane) => void;
}

export interface LaneRelayOptions {
  readonly client: InternalClient;
  readonly recorder: ExchangeSink;
  readonly onAnswer: (status: number) => void;
  readonly onClose: () => void;
}

/** Servers close idle connections after two seconds or more: a request must not meet a closing connection. */
const idleMsMax = 1_000;
/** The statuses of an overloaded server, or of a proxy in front of one. */
const overloaded: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** One connection to primary, through a relay like those of clients. It has one exchange at a time. */
export class CopyLane {
  readonly #options: CopyLaneOptions;
  readonly #client = new InternalClient(() => this.#breakOffIfCut());
  readonly #relay: Relay;
  #asked: Asked | null = null;
  #pending: PendingExchange | null = null;
  #isReported = false;
  /** The deadline of the whole answer. */
  #dueAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isLast = false;

  constructor(options: CopyLaneOptions) {
    this.#options = options;
    const { recorder } = options;
    this.#relay = options.openRelay({
      client: this.#client,
      recorder: {
        get limits() {
          return recorder.limits;
        },
        begin: (pending) => {
          this.#pending = pending;
          recorder.begin(pending);
        },
        wait: (pending) => recorder.wait(pending),
        record: (pending) => {
          recorder.record(pending, this.#asked?.connection ?? 0);
          this.#onEnd(pending);
        },
        abandon: (pending) => {
          recorder.abandon(pending);
          this.#onEnd(pending);
        },
      },
      onAnswer: (status) => this.#onAnswer(status),
      onClose: () => this.#onClose(),
    });
  }

  get isUsable(): boolean {
    return !this.#isLast && !this.#client.destroyed && this.#relay.isFollowed;
  }

  get binding(): RelayBinding {
    return this.#relay.binding;
  }

  /** Sends a request. Only call it while no other is open. */
  ask(asked: Asked): void {
    this.#asked = asked;
    this.#isReported = false;
    this.#dueAt = performance.now() + asked.timeoutMs;
    this.#setTimer(Math.min(asked.slowMs, asked.timeoutMs), () => {
      this.#report('failed');
      this.#destroyWhenDue();
    });
    this.#client.ask(asked.request);
  }

  destroy(): void {
    this.#client.destroy();
  }

  /** The head of the answer has come. */
  #onAnswer(status: number): void {
    this.#report(overloaded.has(status) ? 'failed' : 'succeeded');
    this.#destroyWhenDue();
  }

  /** Primary need not send the rest of an answer that is too large to be compared. */
  #breakOffIfCut(): void {
    if (this.#pending?.isAnswerCut === true) this.destroy();
  }

  #destroyWhenDue(): void {
    this.#setTimer(Math.max(1, this.#dueAt - performance.now()), () => this.destroy());
  }

  #onClose(): void {
    this.#stopTimer();
    const asked = this.#asked;
    if (asked !== null) {
      this.#report('withdrawn');
      this.#asked = null;
      asked.onLost();
      this.#options.onFree(this);
    }
    this.#options.onClosed(this);
  }

  #onEnd(pending: PendingExchange): void {
    this.#stopTimer();
    this.#isLast = !pending.responseEnded || closes(pending.answerHead);
    this.#report(pending.responseEnded ? 'succeeded' : 'failed');
    this.#asked = null;
    this.#pending = null;
    // The relay is still processing the last bytes of the answer.
    queueMicrotask(() => {
      if (this.isUsable) this.#setTimer(idleMsMax, () => this.destroy());
      else this.destroy();
      this.#options.onFree(this);
    });
  }

  #report(result: Result): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#asked?.onResult(result);
  }

  #setTimer(ms: number, then: () => void): void {
    this.#stopTimer();
    const runIfSet = (): void => {
      if (this.#timer === timer) then();
    };
    // A busy thread reads nothing, so an answer that has come meanwhile is read first.
    const timer = setTimeout(() => setImmediate(runIfSet), ms).unref();
    this.#timer = timer;
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Whether no other answer follows on the connection. */
function closes(head: Buffer | null): boolean {
  if (head === null || head.toString('latin1', 0, 8) === 'HTTP/1.0') return true;
  return hasConnectionOption(parseResponseHead(head).fields, 'close');
}
