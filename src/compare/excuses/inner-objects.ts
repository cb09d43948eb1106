import { areAlike, type Container, memberAt } from '../../vocabulary/own-value.ts';
import { withMembers } from './own-member.ts';
import { areMapsById, ownIdsOf } from './own-things.ts';

/** Changes two objects. The level is 0 for those around a list, 1 for objects in them, and so on. */
type Change = (
  primary: Container,
  candidate: Container,
  level: number,
) => readonly [Container, Container];

/** `{ data: [], meta: { pagination: { total } } }`: facts about a list are at most this deep. */
const levelsMax = 2;

/**
 * Changes two objects around lists, and the objects in them that may be about those lists. Objects in a map
 * by ids are about themselves, and so are objects in a thing, or beside another list.
 */
export function changeInner(
  primary: Container,
  candidate: Container,
  change: Change,
  level: number = 0,
): readonly [Container, Container] {
  const [ours, theirs] = [new Map<string, unknown>(), new Map<string, unknown>()];
  const leadsOn = level === 0 ? !areMapsById(primary, candidate) : isPlain(primary, candidate);
  const names = leadsOn && level < levelsMax ? Object.keys(primary) : [];
  for (const name of names) {
    const [left, right] = [memberAt(primary, name), memberAt(candidate, name)];
    if (!areAlike(left, right) || Array.isArray(left)) continue;
    const inner = [left as Container, right as Container] as const;
    if (level > 0 && !isPlain(...inner)) continue;
    const changed = changeInner(...inner, change, level + 1);
    if (changed[0] !== left) ours.set(name, changed[0]);
    if (changed[1] !== right) theirs.set(name, changed[1]);
  }
  return change(
    withMembers(primary, dropNone, ours),
    withMembers(candidate, dropNone, theirs),
    level,
  );
}

const dropNone: ReadonlySet<string> = new Set();

function isPlain(primary: Container, candidate: Container): boolean {
  const isAboutItself = [primary, candidate].some(
    (one) => ownIdsOf(one).size > 0 || Object.values(one).some(Array.isArray),
  );
  return !isAboutItself && !areMapsById(primary, candidate);
}
