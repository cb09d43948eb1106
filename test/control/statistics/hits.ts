/** In how many of some independent runs a thing happened. */
export interface Hits {
  readonly hits: number;
  readonly runs: number;
}

export function shareOf({ hits, runs }: Hits): number {
  return hits / runs;
}

/** The chance of at most so many hits at a rate. */
function chanceOfAtMost({ hits, runs }: Hits, rate: number): number {
  let term = (1 - rate) ** runs;
  let sum = 0;
  for (let at = 0; at <= hits; at += 1) {
    sum += term;
    term *= ((runs - at) / (at + 1)) * (rate / (1 - rate));
  }
  return sum;
}

/** The rate is shown to be at most this, with an error of 5 %. */
export function upperEnd(hits: Hits): number {
  let [low, high] = [hits.hits / hits.runs, 1];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(hits, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** The rate is shown to be at least this, with an error of 5 %. */
export function lowerEnd({ hits, runs }: Hits): number {
  return 1 - upperEnd({ hits: runs - hits, runs });
}
