const halfLogTwoPi = 0.9189385332046728;

/** From here on Stirling's series is exact to the last digit of a double. */
const stirlingFrom = 10;

/** Coefficients of 1/x, 1/x³, 1/x⁵ … : B(2k) / (2k(2k−1)), Abramowitz & Stegun 6.1.41. */
const stirlingTerms = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360_360,
  1 / 156,
  -3617 / 122_400,
] as const;

/**
 * ln Γ(x) for x > 0, to about 1e−14, relative where the result is large and absolute where it is
 * near zero. Small arguments are shifted up by Γ(x+1) = x·Γ(x), then Stirling's series is used.
 */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < stirlingFrom) {
    product *= shifted;
    shifted += 1;
  }
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    halfLogTwoPi +
    stirlingRest(shifted) -
    Math.log(product)
  );
}

/**
 * ln B(a, b) for a, b > 0. With counts in the millions the three log-gammas of the definition are
 * so large that their difference has no digits left, so they are cancelled on paper first
 * (DiDonato & Morris, ACM TOMS 18 (1992), algorithm 708, `betaln`).
 */
export function logBeta(a: number, b: number): number {
  const [small, large] = a <= b ? [a, b] : [b, a];
  if (large < stirlingFrom) return logGamma(small) + logGamma(large) - logGamma(small + large);
  if (small < stirlingFrom) return logGamma(small) + logGammaRatio(small, large);
  const ratio = small / large;
  const rest = stirlingRest(small) + stirlingRest(large) - stirlingRest(small + large);
  return (
    halfLogTwoPi -
    0.5 * Math.log(large) +
    rest +
    (small - 0.5) * Math.log(ratio / (1 + ratio)) -
    large * Math.log1p(ratio)
  );
}

/** ln Γ(large) − ln Γ(small + large). */
function logGammaRatio(small: number, large: number): number {
  return (
    small -
    (large - 0.5) * Math.log1p(small / large) -
    small * Math.log(small + large) +
    stirlingRest(large) -
    stirlingRest(small + large)
  );
}

/** What Stirling's formula leaves: ln Γ(x) − ((x−½)·ln x − x + ½·ln 2π), for x ≥ 10. */
function stirlingRest(x: number): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (let term = stirlingTerms.length - 1; term >= 0; term -= 1) {
    sum = sum * square + (stirlingTerms[term] ?? 0);
  }
  return sum / x;
}
