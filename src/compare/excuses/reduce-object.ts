import type { MarkedThing } from '../../vocabulary/excuses.ts';
import { type Container, memberAt } from '../../vocabulary/own-value.ts';
import { changedMembers, type ReducedElement } from './changed-members.ts';
import { withoutExplainedCursors } from './cursors.ts';
import { isRuledOut } from './is-same-reduced.ts';
import { missingInCandidate, missingInPrimary, missingThing } from './missing-thing.ts';
import { candidateName, isNothing, primaryName, withMembers } from './own-member.ts';
import { areMapsById } from './own-things.ts';
import { addPlace } from './place-tree.ts';
import type { ReducedSpot, Reduction, Spot } from './reduction.ts';
import { type MemberNames, membersInStates } from './shown-states.ts';
import {
  saysAll,
  type Shortfall,
  shortfallOf,
  withExpectedTotals,
  withoutExplainedTotals,
} from './totals.ts';

/** A spot with an object on both sides. */
export interface ObjectSpot extends Spot {
  readonly primary: Container;
  readonly candidate: Container;
}

/**
 * On both sides, removes the members that states of the thing explain and those that are things the other
 * side cannot have; reduces the others; and removes the totals of what was set aside further down.
 */
export function reduceObject(reduction: Reduction, spot: ObjectSpot): ReducedSpot {
  const dropped = [new Set<string>(), new Set<string>()] as const;
  const replaced = [new Map<string, unknown>(), new Map<string, unknown>()] as const;
  const lists: Shortfall[] = [];
  const aside = { primary: [] as unknown[], candidate: [] as unknown[] };
  const changed: ReducedElement[] = [];
  let ownList: Shortfall | null = null;
  for (const [ours, theirs] of explainedByStates(reduction, spot)) {
    dropped[0].add(ours);
    dropped[1].add(theirs);
  }
  for (const names of markedMembers(reduction, spot)) {
    const [ours, theirs] = names;
    if (dropped[0].has(ours) || dropped[1].has(theirs)) continue;
    const member = memberSpot(spot, names);
    if (isRuledOut(reduction, member.rules, member.primary, member.candidate)) continue;
    const thing = missingMember(reduction, member);
    if (thing !== undefined) {
      reduction.used.add(thing);
      addPlace(reduction.asideInPrimary, member.primaryPath);
      addPlace(reduction.asideInCandidate, member.candidatePath);
      dropped[0].add(ours);
      dropped[1].add(theirs);
      if (member.candidate === undefined) aside.primary.push(member.primary);
      if (member.primary === undefined) aside.candidate.push(member.candidate);
      continue;
    }
    const reduced = reduction.reduce(member);
    if (reduced.primary !== member.primary) replaced[0].set(ours, reduced.primary);
    if (reduced.candidate !== member.candidate) replaced[1].set(theirs, reduced.candidate);
    changed.push({
      whole: [member.primary, member.candidate],
      left: [reduced.primary, reduced.candidate],
    });
    for (const list of reduced.lists) lists.push(list);
    ownList ??= reduced.ownList;
  }
  const [primary, candidate] = withoutExplainedCursors(
    ...withoutExplainedTotals(
      withMembers(spot.primary, dropped[0], replaced[0]),
      withMembers(spot.candidate, dropped[1], replaced[1]),
      lists,
    ),
    lists,
  );
  const map = areMapsById(spot.primary, spot.candidate) ? mapShortfall(spot, aside, changed) : null;
  return {
    primary:
      ownList !== null && listsIn(spot) === 1
        ? withExpectedTotals(primary, candidate, ownList)
        : primary,
    candidate,
    // Members of a map are separate things: what was set aside counts around the map, not in its members.
    lists: map === null ? lists : [...lists, map],
    ownList: map,
  };
}

/** For a map by ids, whose members are counted like the elements of a list. */
function mapShortfall(
  { primary, candidate }: ObjectSpot,
  aside: Parameters<typeof shortfallOf>[0],
  changed: readonly ReducedElement[],
): Shortfall | null {
  const all = { primary: Object.values(primary), candidate: Object.values(candidate) };
  const shortfall = shortfallOf(aside, all, changedMembers(changed));
  // A map has no last member.
  return shortfall === null ? null : { ...shortfall, ends: null };
}

function listsIn({ primary, candidate }: ObjectSpot): number {
  const lists = Object.keys(primary).filter((name) => {
    const member = memberAt(primary, name);
    return Array.isArray(member) || areMapsById(member, memberAt(candidate, name));
  });
  return lists.length;
}

/** The members that differ as the thing's states explain, if both sides show the same thing. */
function explainedByStates(reduction: Reduction, spot: ObjectSpot): readonly MemberNames[] {
  const { primary, candidate, primaryMarks, candidateMarks } = spot;
  const explained: MemberNames[] = [];
  for (const thing of primaryMarks?.things ?? []) {
    if (thing.kind !== 'stale' && thing.kind !== 'raced') continue;
    if (candidateMarks?.things.includes(thing) !== true) continue;
    for (const names of membersInStates(reduction.identities, thing, primary, candidate)) {
      const member = memberSpot(spot, names);
      if (isRuledOut(reduction, member.rules, member.primary, member.candidate)) continue;
      reduction.used.add(thing);
      explained.push(names);
    }
  }
  return explained;
}

/** The members that excuses name or pass through, each once. */
function markedMembers(
  { identities }: Reduction,
  { primary, candidate, primaryMarks, candidateMarks }: ObjectSpot,
): readonly MemberNames[] {
  const both = [primary, candidate] as const;
  const byOurs = new Map<string, string>();
  for (const name of primaryMarks?.children.keys() ?? []) {
    if (typeof name === 'string') byOurs.set(name, candidateName(identities, both, name));
  }
  for (const name of candidateMarks?.children.keys() ?? []) {
    if (typeof name !== 'string') continue;
    const ours = primaryName(identities, both, name);
    if (!byOurs.has(ours)) byOurs.set(ours, name);
  }
  return [...byOurs];
}

function memberSpot(spot: ObjectSpot, [ours, theirs]: MemberNames): Spot {
  return {
    primary: memberAt(spot.primary, ours),
    candidate: memberAt(spot.candidate, theirs),
    primaryMarks: spot.primaryMarks?.children.get(ours) ?? null,
    candidateMarks: spot.candidateMarks?.children.get(theirs) ?? null,
    rules: spot.rules?.child(ours) ?? null,
    primaryPath: [...spot.primaryPath, ours],
    candidatePath: [...spot.candidatePath, theirs],
    isAll: saysAll(spot.primary, memberAt(spot.primary, ours)),
  };
}

/** The excuse if one side has nothing and the other has a thing; undefined otherwise. */
export function missingMember(
  { original }: Reduction,
  { primary, candidate, primaryMarks, candidateMarks }: Spot,
): MarkedThing | undefined {
  if (isNothing(candidate)) {
    return missingThing(primaryMarks, primary, missingInCandidate, original.candidate);
  }
  if (isNothing(primary)) {
    return missingThing(candidateMarks, candidate, missingInPrimary, original.primary);
  }
  return undefined;
}
