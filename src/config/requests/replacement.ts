/** A part of a replacement: a text, or the number of a group. */
export type ReplacementPart = string | number;

const reference = /\$(?:([0-9])|(\$))?/g;

/** The fault of a replacement for a pattern with this number of groups; null if it is valid. */
export function replacementFault(text: string, groups: number): string | null {
  for (const [, group, dollar] of text.matchAll(reference)) {
    if (dollar !== undefined) continue;
    if (group === undefined) return 'write $1 for the first group, or $$ for a dollar';
    if (Number(group) > groups) {
      return `there is no group ${group} in match: it has ${groups === 0 ? 'none' : groups}`;
    }
  }
  return null;
}

/** Splits a valid replacement into its parts. */
export function parseReplacement(text: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let from = 0;
  for (const { index, 0: whole, 1: group } of text.matchAll(reference)) {
    parts.push(text.slice(from, index), group === undefined ? '$' : Number(group));
    from = index + whole.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
