import type { TapMessage } from '../../fleet/wire/tap-message.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';

export interface Merged {
  readonly exchange: Exchange;
  readonly streamSequence: number;
}

export class TapMerge {
  #held: Merged[] = [];
  constructor(_options: { readonly clockSkewMs: number; readonly reorderMs: number }) {}
  add(
    streamSequence: number,
    _message: Omit<TapMessage, 'packed'>,
    exchanges: readonly Exchange[],
    lane: number,
    _nowMs: number,
  ): void {
    for (const exchange of exchanges) {
      const sequence = lane * 2 ** 36 + exchange.sequence;
      this.#held.push({ exchange: { ...exchange, sequence }, streamSequence });
    }
  }
  release(_nowMs: number): readonly Merged[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
  get heldBytes(): number {
    return 0;
  }
  get nextAtMs(): number | null {
    return null;
  }
}
