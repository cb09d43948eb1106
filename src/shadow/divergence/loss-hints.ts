import { forgetFirst } from '../forget-first.ts';

const pathsMax = 1_000;

/**
 * Remembers by path which lost write a later difference may follow from. For people to look at: a
 * place says nothing about a thing, so that a hint excuses nothing.
 */
export class LossHints {
  readonly #causes = new Map<string, number>();

  get size(): number {
    return this.#causes.size;
  }

  /** @param path of the write's request; what is listed above it may differ as well */
  note(path: string, cause: number): void {
    for (const one of [path, parentOf(path)]) {
      if (!this.#causes.has(one)) this.#causes.set(one, cause);
    }
    forgetFirst(this.#causes, pathsMax);
  }

  /**
   * Losses at a path or the one above it.
   *
   * @param follows whether the exchange that asks came after a loss
   */
  of(path: string, follows: (cause: number) => boolean): readonly number[] {
    const causes = [path, parentOf(path)].flatMap((one) => this.#causes.get(one) ?? []);
    return causes.filter(follows);
  }

  clear(): void {
    this.#causes.clear();
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
