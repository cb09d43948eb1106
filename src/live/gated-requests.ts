import type { RefusalReason } from './problems.ts';
import type { Passed, RequestGate } from './request-gate.ts';
import type { Tap } from './tap.ts';

export interface GatedRequestsOptions {
  readonly gate: RequestGate;
  readonly tap: Tap;
  readonly toPrimary: (piece: Buffer) => void;
  readonly toTap: (piece: Buffer, now: number) => void;
  readonly refuse: (reason: RefusalReason) => void;
  /** Stops reading the client until the held bytes may pass. */
  readonly onHold: () => void;
  /** Called with the held bytes once they may pass. */
  readonly onRelease: (held: Buffer) => void;
  readonly onFault: (error: unknown) => void;
}

/** Passes a client's bytes through the gate if heads are edited: a request that cannot be edited does not pass. */
export class GatedRequests {
  readonly #options: GatedRequestsOptions;

  constructor(options: GatedRequestsOptions) {
    this.#options = options;
  }

  pass(chunk: Buffer, now: number): void {
    const { gate, tap, refuse, toPrimary, toTap } = this.#options;
    if (tap.opaqueBecause === 'refused_expectation') {
      refuse('refused_expectation');
      return;
    }
    if (gate.holds) {
      gate.hold(chunk);
      return;
    }
    const passed = this.#read(chunk, now);
    if (passed === null) return;
    for (const piece of passed.toPrimary) toPrimary(piece);
    for (const piece of passed.toTap) toTap(piece, now);
    if (gate.fault !== null) refuse(gate.fault);
    else this.settleHeld();
  }

  /** Bytes behind a request for another protocol wait until their protocol is known. */
  settleHeld(): void {
    const { gate, tap, refuse, onHold, onRelease } = this.#options;
    if (!gate.holds) return;
    if (tap.isTunnel) onRelease(gate.release());
    else if (tap.opaque) refuse('upgrade');
    else if (tap.awaitsUpgrade) onHold();
    else onRelease(gate.release());
  }

  #read(chunk: Buffer, now: number): Passed | null {
    try {
      return this.#options.gate.read(chunk, now);
    } catch (error) {
      this.#options.onFault(error);
      this.#options.refuse('tap_fault');
      return null;
    }
  }
}
