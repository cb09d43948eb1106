import { isMembers, type Members } from '../identity/reading/json-scalars.ts';

/** The replacements in a later write for what an earlier one sent: texts and names of members. */
export type Replacements = ReadonlyMap<string, string>;

/** Larger bodies have more values than lists show. */
const valuesMax = 2_000;
/** Shorter texts occur in other texts by chance. */
const inTextCharsMin = 3;
const depthMax = 50;

/**
 * The values of the later body that replace those of the earlier one: values under the same name, and the
 * name of the only member that the other body lacks, as in a map with one release. A value with two
 * replacements is left out.
 */
export function replacementsIn(earlier: Members, later: Members): Replacements {
  const found = new Map<string, string>();
  const unclear = new Set<string>();
  const pairs: [unknown, unknown][] = [[earlier, later]];
  const note = (before: string, after: string): void => {
    if ((found.get(before) ?? after) !== after) unclear.add(before);
    found.set(before, after);
  };
  for (let visited = 0; visited < valuesMax; visited += 1) {
    const [before, after] = pairs.pop() ?? [];
    if (before === undefined) break;
    if (typeof before === 'string' && typeof after === 'string') note(before, after);
    else if (isMembers(before) && isMembers(after)) {
      for (const [name, other] of sameMembers(before, after)) {
        if (name !== other) note(name, other);
        pairs.push([before[name], after[other]]);
      }
    }
  }
  return new Map([...found].filter(([before, after]) => before !== after && !unclear.has(before)));
}

function sameMembers(before: Members, after: Members): readonly (readonly [string, string])[] {
  const same = Object.keys(before).filter((name) => Object.hasOwn(after, name));
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  const [former, now] = [gone[0], added[0]];
  const pairs = same.map((name) => [name, name] as const);
  if (gone.length !== 1 || added.length !== 1 || former === undefined || now === undefined) {
    return pairs;
  }
  return [...pairs, [former, now]];
}

/** The state of a thing after the later of the two writes. */
export function withReplacements(state: Members, replacements: Replacements): Members {
  const longestFirst = [...replacements]
    .filter(([before]) => before.length >= inTextCharsMin)
    .sort(([one], [other]) => other.length - one.length);
  const text = (value: string): string => {
    const whole = replacements.get(value);
    if (whole !== undefined) return whole;
    const [before, after] = longestFirst.find(([one]) => standsIn(value, one)) ?? [];
    return before === undefined || after === undefined ? value : value.split(before).join(after);
  };
  return replaced(state, text, depthMax) as Members;
}

/** Whether a part occurs in a value, each time as a whole word. */
function standsIn(value: string, part: string): boolean {
  const around = value.split(part);
  if (around.length < 2) return false;
  return around.every(
    (rest, at) =>
      (at === 0 || !/^[A-Za-z\d]/.test(rest)) &&
      (at === around.length - 1 || !/[A-Za-z\d]$/.test(rest)),
  );
}

function replaced(value: unknown, text: (value: string) => string, depth: number): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((element) => replaced(element, text, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [text(name), replaced(member, text, depth - 1)]),
  );
}
