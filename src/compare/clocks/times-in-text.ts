/** Longer texts are not searched for times. */
const charsMax = 500_000;
const timesMax = 1_000;

/** ISO times with a time of day, HTTP dates, and numbers of epoch seconds or smaller units. */
const times =
  /\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT|(?<![\w.-])[1-9]\d{9}(?:\d{3}){0,2}(?![\w-])/g;

/**
 * Whether two texts are equal character for character, except for times that are pairwise the same moment.
 * Linear in the texts.
 */
export function isSameButTimes(
  primary: string,
  candidate: string,
  isSameTime: (primary: string, candidate: string) => boolean,
): boolean {
  if (Math.max(primary.length, candidate.length) > charsMax) return false;
  const [ours, theirs] = [primary.matchAll(times), candidate.matchAll(times)];
  let [left, right] = [0, 0];
  for (let seen = 0; seen < timesMax; seen += 1) {
    const [one, other] = [ours.next().value, theirs.next().value];
    if (one === undefined || other === undefined) {
      return one === other && seen > 0 && primary.slice(left) === candidate.slice(right);
    }
    if (primary.slice(left, one.index) !== candidate.slice(right, other.index)) return false;
    if (one[0] !== other[0] && !isSameTime(one[0], other[0])) return false;
    left = one.index + one[0].length;
    right = other.index + other[0].length;
  }
  return false;
}
