/** A figure measured once per round, for two programs in turn: the result is the ratio. */
export interface PairedFigure {
  readonly medianRatio: number;
  readonly lowestRatio: number;
  readonly highestRatio: number;
}

/**
 * Measures two programs one after the other, several times, the first one first in every other
 * round: what disturbs the machine for a while disturbs both.
 */
export async function inRounds<T>(
  rounds: number,
  measureFirst: () => Promise<T>,
  measureSecond: () => Promise<T>,
): Promise<readonly (readonly [T, T])[]> {
  const pairs: (readonly [T, T])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await measureFirst();
      pairs.push([first, await measureSecond()]);
    } else {
      const second = await measureSecond();
      pairs.push([await measureFirst(), second]);
    }
  }
  return pairs;
}

export function pairedRatio<T>(
  pairs: readonly (readonly [T, T])[],
  figureOf: (measured: T) => number,
): PairedFigure {
  const ratios = pairs.map(([first, second]) => figureOf(first) / figureOf(second));
  return {
    medianRatio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
