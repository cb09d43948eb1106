const separators = /[-_.~:,;=+@/]/;

/**
 * Two texts that were drawn independently have at most half of their characters in common, even with equal
 * timestamps in front.
 */
const sameShare = 0.6;

/**
 * Whether two texts have so much in common that they were not drawn independently, as
 * `report20260115.pdf` and `report20260116.pdf`: the parts that differ are equally long, and the same in most
 * of their characters.
 */
export function areNearlySame(ours: string, theirs: string): boolean {
  if (ours.length !== theirs.length || ours === theirs) return false;
  const [left, right] = [ours.split(separators), theirs.split(separators)];
  return (
    left.length === right.length && left.every((part, at) => isNearly(part, right[at] as string))
  );
}

function isNearly(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let same = 0;
  for (let at = 0; at < one.length; at += 1) if (one[at] === other[at]) same += 1;
  return same >= sameShare * one.length;
}
