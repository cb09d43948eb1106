/** What counts as slower: by more than the share `delta`, and by more than `epsilonMs` on top. */
export interface LatencyMargin {
  readonly delta: number;
  readonly epsilonMs: number;
}

/**
 * Z = 1[Lc > (1+δ)·Lr + ε] for one exchange, both legs measured alike. Where candidate and reference
 * are alike, Z is 1 in at most half of the exchanges whatever the jitter is, since each of two
 * exchangeable times is as likely to be the longer one. The rate of Z then gets the confidence
 * sequence of arXiv 1810.08240, which needs nothing of Z but to be 0 or 1.
 *
 * @param candidateMs Lc, milliseconds
 * @param referenceMs Lr, milliseconds: secondary's time where there is one, else primary's
 */
export function isSlower(
  candidateMs: number,
  referenceMs: number,
  { delta, epsilonMs }: LatencyMargin,
): boolean {
  return candidateMs > (1 + delta) * referenceMs + epsilonMs;
}
