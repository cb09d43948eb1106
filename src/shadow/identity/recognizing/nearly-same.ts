const separators = /[-_.~:,;=+@/]/;

/** Of two that were drawn apart from each other, even with the same time in front, half is the same at most. */
const sameShare = 0.6;

/**
 * Whether two texts have so much in common that they were not drawn apart from each other, as
 * `report20260115.pdf` and `report20260116.pdf`: each two parts that differ are as long, and the same in
 * most of their characters.
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
