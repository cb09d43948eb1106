import type { JsonPath, MarkedThing } from '../../vocabulary/excuses.ts';
import { isQuantityName } from '../../vocabulary/value-names.ts';
import { type Container, memberAt, valueAt } from '../../vocabulary/own-value.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { RuleState } from '../rules/rule-state.ts';
import type { Worlds } from '../walk-modulo.ts';
import { isSameReduced } from './is-same-reduced.ts';
import { withMembers } from './own-member.ts';
import { isObject } from './own-things.ts';
import { membersInStates } from './shown-states.ts';

/** Two whole documents, and the inputs of their comparison. */
interface Documents extends Worlds {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly rules: WalkRules | null;
}

/**
 * Things that missed a change by which primary moved them into another list: each side shows the thing in the
 * list that the thing itself names, by a member that its states explain. It must not differ in anything else.
 */
export function movedThings(
  documents: Documents,
  things: readonly MarkedThing[],
): ReadonlySet<MarkedThing> {
  return new Set(things.filter((thing) => isMoved(documents, thing)));
}

function isMoved(documents: Documents, thing: MarkedThing): boolean {
  const { kind, primaryPath, candidatePath } = thing;
  if (kind !== 'stale' && kind !== 'raced') return false;
  if (primaryPath === null || primaryPath.length !== candidatePath?.length) return false;
  if (primaryPath.slice(0, -1).every((step, depth) => step === candidatePath[depth])) return false;
  const ours = placeAt(documents.primary, primaryPath);
  const theirs = placeAt(documents.candidate, candidatePath);
  if (ours === null || theirs === null) return false;
  const explained = membersInStates(documents.identities, thing, ours.thing, theirs.thing);
  const namesItsList = explained.some(([name, there]) =>
    areListNames(ours, theirs, memberAt(ours.thing, name), memberAt(theirs.thing, there)),
  );
  if (!namesItsList) return false;
  const left = new Set(explained.map(([name]) => name));
  const right = new Set(explained.map(([, name]) => name));
  return isSameReduced(
    { ...documents, keptOfPrimary: noneKept, keptOfCandidate: noneKept },
    stateAt(documents.rules, primaryPath, candidatePath),
    withMembers(ours.thing, left, unchanged),
    withMembers(theirs.thing, right, unchanged),
  );
}

const noneKept: ReadonlyMap<unknown, readonly number[]> = new Map();
const unchanged: ReadonlyMap<string, unknown> = new Map();

/** An object in a list that is a member of another object. */
interface Place {
  readonly thing: Container;
  readonly listName: string;
  readonly around: Container;
}

function placeAt(document: unknown, path: JsonPath): Place | null {
  const [listName, index] = [path.at(-2), path.at(-1)];
  const thing = valueAt(document, path);
  const around = valueAt(document, path.slice(0, -2));
  if (typeof listName !== 'string' || typeof index !== 'number') return null;
  return isObject(thing) && isObject(around) ? { thing, listName, around } : null;
}

/** Whether two values name the two lists: as members, or as the same member beside each. */
function areListNames(ours: Place, theirs: Place, left: unknown, right: unknown): boolean {
  if (!isName(left) || !isName(right)) return false;
  if (left === ours.listName && right === theirs.listName) return true;
  return Object.keys(ours.around).some(
    (name) =>
      !isQuantityName(name) &&
      memberAt(ours.around, name) === left &&
      memberAt(theirs.around, name) === right,
  );
}

function isName(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function stateAt(
  rules: WalkRules | null,
  primaryPath: JsonPath,
  candidatePath: JsonPath,
): RuleState | null {
  let state = rules?.root ?? null;
  for (const [depth, step] of primaryPath.entries()) {
    state = state?.child(step, candidatePath[depth]) ?? null;
  }
  return state;
}
