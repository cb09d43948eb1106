import type { Exchange } from '../vocabulary/exchange.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';

interface Noted {
  readonly awaited: number[];
  readonly done: number[];
}

/** Collects which counted exchanges wait for their effect on the candidate, and passes that on after each turn. */
export class EffectNotes {
  readonly #onNotes: (effects: TenureEffects) => void;
  readonly #noted = new Map<number, Noted>();
  #isFlushDue = false;

  constructor(onNotes: (effects: TenureEffects) => void) {
    this.#onNotes = onNotes;
  }

  /** It is counted before its effect. */
  awaited({ tenure, sequence }: Exchange): void {
    this.#of(tenure).awaited.push(sequence);
  }

  done({ tenure, sequence }: Exchange): void {
    this.#of(tenure).done.push(sequence);
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
