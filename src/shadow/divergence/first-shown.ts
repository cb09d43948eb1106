import type { FoundThing } from './found-things.ts';

const generationMax = 25_000;

/**
 * Remembers when primary first showed each thing. Things that it has not shown for long are forgotten, by
 * dropping the older of two generations at once, so that nothing is moved at each use.
 */
export class FirstShown {
  /** By keys of identities; in milliseconds on the live thread's clock. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  /** @param at when primary had answered with these things */
  note(things: readonly FoundThing[], at: number): void {
    for (const { names } of things) {
      for (const { key } of names) {
        if (!this.#young.has(key)) this.#young.set(key, this.#old.get(key) ?? at);
      }
    }
    if (this.#young.size <= generationMax) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  of(key: string): number | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }
}
