import { TokenBucket } from '../../transport/token-bucket.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';

export interface SelfSamplerOptions {
  /** The share of the safe requests that is repeated. */
  readonly share: number;
  readonly perSecondMax: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/** The load of mirroring. */
export interface MirrorLoad {
  /** The number of exchanges that wait for the candidate. */
  readonly waiting: number;
  /** The number of repeated requests that primary has not answered yet. */
  readonly repeating: number;
}

const repeatingMax = 2;

/**
 * Primary may have answered a write unseen, while the live thread was busy. A write that was in progress for
 * this long hardly ends just then, and streams that are always in progress must not rule out all answers.
 */
const youngWriteMs = 1_000;

/** The number of exchanges that must have succeeded since primary last failed. */
const healthyExchangesMin = 20;

/**
 * Chooses the exchanges whose request is sent to primary itself once more. That is load on production, so it
 * is limited: only safe requests, only while there is nothing else to do, and none while primary is failing.
 */
export class SelfSampler {
  readonly #options: SelfSamplerOptions;
  readonly #bucket: TokenBucket;
  #healthyExchanges = healthyExchangesMin;
  #lastWriteEndedAt = Number.NEGATIVE_INFINITY;
  /** When an exchange first showed each write that was in progress at the end of the last exchange. */
  #openSince = new Map<number, number>();

  constructor(options: SelfSamplerOptions) {
    this.#options = options;
    const { perSecondMax, now } = options;
    this.#bucket = new TokenBucket({ perSecondMax, burstMin: 1, now });
  }

  /** To be called for each exchange, before {@link SelfSampler.takes}. */
  note({ response, endedAt, openWrites }: Exchange, mayChangeState: boolean): void {
    // Without an answer, an exchange is no evidence about primary: it may not even have been sent.
    if (response.head.byteLength > 0) {
      this.#healthyExchanges = isServerError(response.head) ? 0 : this.#healthyExchanges + 1;
    }
    this.#openSince = new Map(
      openWrites.map((write) => [write, this.#openSince.get(write) ?? endedAt]),
    );
    if (mayChangeState) this.#lastWriteEndedAt = Math.max(this.#lastWriteEndedAt, endedAt);
  }

  /** Whether to repeat the request of a safe exchange; takes a token for it. */
  takes({ waiting, repeating }: MirrorLoad): boolean {
    const { share, random } = this.#options;
    if (waiting > 0 || repeating >= repeatingMax) return false;
    if (this.#healthyExchanges < healthyExchangesMin || random() >= share) return false;
    return this.#bucket.take();
  }

  /**
   * Primary has answered a write since this exchange began, or may have, so another answer may be of another
   * state.
   */
  isOvertaken({ startedAt, endedAt, openWrites }: Exchange): boolean {
    if (this.#lastWriteEndedAt > startedAt) return true;
    return openWrites.some(
      (write) => endedAt - (this.#openSince.get(write) ?? endedAt) < youngWriteMs,
    );
  }
}

const digitFive = 0x35;

/** Whether a head begins with `HTTP/1.1 5`. */
function isServerError(head: Uint8Array): boolean {
  return head[9] === digitFive;
}
