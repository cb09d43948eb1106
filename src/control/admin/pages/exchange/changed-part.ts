/** A text in three parts: only the middle one differs from another text. */
export type TextParts = readonly [before: string, changed: string, after: string];

/** Splits two texts into a common start, a different middle, and a common end. */
export function changedParts(one: string, other: string): readonly [TextParts, TextParts] {
  // By code points, so that no surrogate pair is split.
  const [left, right] = [Array.from(one), Array.from(other)];
  const shortest = Math.min(left.length, right.length);
  let start = 0;
  while (start < shortest && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shortest - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return [partsOf(left, start, end), partsOf(right, start, end)];
}

function partsOf(text: readonly string[], start: number, end: number): TextParts {
  const changedEnd = text.length - end;
  return [
    text.slice(0, start).join(''),
    text.slice(start, changedEnd).join(''),
    text.slice(changedEnd).join(''),
  ];
}
