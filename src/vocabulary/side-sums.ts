/** Values that were added up, as integers, which databases add without loss: `whole` and 10⁻⁹ of `nano`. */
export interface Sum {
  /** How many values. */
  n: number;
  whole: number;
  nano: number;
}

/** The same thing of both deployments. */
export interface SideSums {
  readonly primary: Sum;
  readonly candidate: Sum;
}

export type Side = keyof SideSums;

const nanos = 1_000_000_000;

/**
 * Larger values are not added: an answer may state anything, and sums must stay integers that stores can hold. The
 * memory of the largest machines is about as many bytes.
 */
const valueMax = 1e13;
/** Nothing is added to a sum of this size. The combined sums of several processes must be safe integers, too. */
const sumMax = 1e15;

export function emptySideSums(): SideSums {
  return { primary: emptySum(), candidate: emptySum() };
}

/** Whether a value can be added up: a finite one of at most {@link valueMax}, with either sign. */
export function isAddable(value: number): boolean {
  return Math.abs(value) <= valueMax;
}

/** Whether a sum has become so large that nothing more is added to it. */
export function isFull({ whole }: Sum): boolean {
  return Math.abs(whole) >= sumMax;
}

/** Adds a value, in place. It is rounded to 10⁻⁹; one that cannot be added is left out, as is any of a full sum. */
export function addValue(sum: Sum, value: number, n = 1): void {
  if (!isAddable(value) || isFull(sum)) return;
  const whole = Math.trunc(value);
  add(sum, { n, whole, nano: Math.round((value - whole) * nanos) });
}

/** Adds the values of both sides, in place, or none: one side must not have more values than the other. */
export function addValues(
  sums: SideSums,
  { primary, candidate }: Readonly<Record<Side, number>>,
): void {
  if (!isAddable(primary) || !isAddable(candidate)) return;
  if (isFull(sums.primary) || isFull(sums.candidate)) return;
  addValue(sums.primary, primary);
  addValue(sums.candidate, candidate);
}

/** Adds sums, in place. */
export function addSideSums(target: SideSums, more: SideSums): void {
  add(target.primary, more.primary);
  add(target.candidate, more.candidate);
}

/** What the values add up to. */
export function totalOf({ whole, nano }: Sum): number {
  return whole + nano / nanos;
}

/** The mean of the values; null where there are none. */
export function meanOf(sum: Sum): number | null {
  return sum.n === 0 ? null : totalOf(sum) / sum.n;
}

/** The sums of a key, which begin at nothing. */
export function sumsAt(all: Map<string, SideSums>, key: string): SideSums {
  const known = all.get(key) ?? emptySideSums();
  all.set(key, known);
  return known;
}

/** As six integers, in an order that stores keep. */
export function sideSumCounts({ primary, candidate }: SideSums): readonly number[] {
  return [primary, candidate].flatMap(({ n, whole, nano }) => [n, whole, nano]);
}

/** Adds what {@link sideSumCounts} has written, in place. */
export function addSideSumCounts(target: SideSums, counts: readonly number[]): void {
  const [pn = 0, pWhole = 0, pNano = 0, cn = 0, cWhole = 0, cNano = 0] = counts;
  add(target.primary, { n: pn, whole: pWhole, nano: pNano });
  add(target.candidate, { n: cn, whole: cWhole, nano: cNano });
}

function add(target: Sum, { n, whole, nano }: Sum): void {
  target.n += n;
  target.whole += whole;
  target.nano += nano;
  const carried = Math.trunc(target.nano / nanos);
  target.whole = clampWhole(target.whole + carried);
  target.nano -= carried * nanos;
}

/** Above this, stores refuse it, because it is not an exact integer. */
function clampWhole(whole: number): number {
  return Math.min(Math.max(whole, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

function emptySum(): Sum {
  return { n: 0, whole: 0, nano: 0 };
}
