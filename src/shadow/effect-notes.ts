import type { Exchange } from '../vocabulary/exchange.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';

type Named = Pick<Exchange, 'tenure' | 'sequence'>;

interface Noted {
  readonly awaited: number[];
  readonly done: number[];
}

/**
 * Collects which counted exchanges wait for their effect on the candidate, and passes that on after each
 * turn. Exchanges that a tenure leaves undone at its end are not reported as done: the next owner marks or
 * sends them.
 */
export class EffectNotes {
  readonly #isHeld: (tenure: number) => boolean;
  readonly #onNotes: (effects: TenureEffects) => void;
  readonly #noted = new Map<number, Noted>();
  #isFlushDue = false;

  /** @param isHeld whether a tenure has not ended */
  constructor(isHeld: (tenure: number) => boolean, onNotes: (effects: TenureEffects) => void) {
    this.#isHeld = isHeld;
    this.#onNotes = onNotes;
  }

  /** It is counted before its effect. */
  awaited({ tenure, sequence }: Named): void {
    this.#of(tenure).awaited.push(sequence);
  }

  done({ tenure, sequence }: Named): void {
    if (this.#isHeld(tenure)) this.#of(tenure).done.push(sequence);
  }

  #of(tenure: number): Noted {
    if (!this.#isFlushDue) setImmediate(() => this.#flush());
    this.#isFlushDue = true;
    const noted = this.#noted.get(tenure) ?? { awaited: [], done: [] };
    this.#noted.set(tenure, noted);
    return noted;
  }

  #flush(): void {
    this.#isFlushDue = false;
    for (const [tenure, noted] of this.#noted) this.#onNotes({ tenure, ...noted });
    this.#noted.clear();
  }
}
