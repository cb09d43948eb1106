import type { Dispatcher } from 'undici';
import { GrowingBuffer } from '../vocabulary/growing-buffer.ts';
import type { Leg, LegFailure } from '../vocabulary/pair.ts';
import { formatResponseHead } from '../vocabulary/raw-head.ts';

/**
 * One request on its way to the candidate: an undici handler that gathers the answer, or how there
 * came to be none, and tells it once.
 */
export class CandidateLeg implements Dispatcher.DispatchHandler {
  readonly deadlineAt: number;
  readonly #dispatchedAt: number;
  readonly #body: GrowingBuffer;
  readonly #onSettled: (leg: Leg, retriable: boolean) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #sentAt: number;
  #firstByteAt = 0;
  #head: Uint8Array = Buffer.alloc(0);
  #settled = false;

  /** @param onSettled `retriable`: not a byte of an answer came */
  constructor(
    now: number,
    { timeoutMs, bodyBytesMax }: { timeoutMs: number; bodyBytesMax: number },
    onSettled: (leg: Leg, retriable: boolean) => void,
  ) {
    this.#dispatchedAt = now;
    this.#sentAt = now;
    this.deadlineAt = now + timeoutMs;
    this.#body = new GrowingBuffer(bodyBytesMax);
    this.#onSettled = onSettled;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Gives up on the answer and closes the connection it would have come on. */
  fail(failure: LegFailure): void {
    this.#settle({ kind: 'failed', failure, totalMs: performance.now() - this.#dispatchedAt });
    this.#controller?.abort(givenUp);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It timed out while it waited for a connection.
    if (this.#settled) controller.abort(givenUp);
  }

  /** Called by undici when the last byte of the request was handed to the socket. */
  onRequestSent(): void {
    this.#sentAt = performance.now();
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number): void {
    if (statusCode < 200) return;
    this.#firstByteAt = performance.now();
    this.#head = formatResponseHead(statusCode, latin1Fields(controller.rawHeaders));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#body.append(chunk)) this.fail('too_large');
  }

  onResponseEnd(): void {
    this.#settle({
      kind: 'answered',
      response: { head: this.#head, body: this.#body.view },
      firstByteMs: this.#firstByteAt - this.#sentAt,
      totalMs: performance.now() - this.#sentAt,
    });
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController): void {
    this.fail('invalid');
    controller.abort(givenUp);
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(failureOf(error));
  }

  #settle(leg: Leg): void {
    if (this.#settled) return;
    this.#settled = true;
    const retriable = leg.kind === 'failed' && leg.failure === 'reset' && this.#firstByteAt === 0;
    this.#onSettled(leg, retriable);
    this.#body.clear();
  }
}

const givenUp = new Error('given up');

function latin1Fields(raw: unknown): string[] {
  return Array.isArray(raw)
    ? raw.map((text: Buffer | string) =>
        typeof text === 'string' ? text : text.toString('latin1'),
      )
    : [];
}

const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const broken: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** By undici's and the system's codes; certificate faults have codes of OpenSSL's own. */
function failureOf(error: Error & { code?: string }): LegFailure {
  const code = error.code ?? '';
  if (broken.has(code)) return 'reset';
  if (neverConnected.has(code) || /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|UNABLE_|SELF_)/.test(code)) {
    return 'refused';
  }
  if (error instanceof AggregateError) return 'refused';
  return 'invalid';
}
