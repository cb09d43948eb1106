import type { ReshapedDocument } from '../../../config/reshape-document.ts';
import { areAlike, type Container } from '../../../vocabulary/own-value.ts';
import type { MarkedPlace } from '../../body/marked-places.ts';
import { identityText, type KnownIdentities } from '../../identities/known-identities.ts';
import { type Pairing, unpaired } from '../../json/align/pairing.ts';
import type { Step } from '../../rules/rule-state.ts';

/** A child of two containers; null if a side has none. */
export interface ChildPair {
  readonly primaryStep: Step | null;
  readonly candidateStep: Step | null;
  /** The candidate's name for it, if a rule renames it. */
  readonly shownStep: Step | null;
  /** Undefined without a finding. */
  readonly marked: MarkedPlace | undefined;
}

/** What the pairing of members depends on. */
export interface PairingWorld {
  readonly identities: KnownIdentities | null;
  /** The original names in objects of the candidate whose members were renamed. */
  readonly namesBefore: ReshapedDocument['namesBefore'];
}

/** The children of two arrays or two objects as the comparer paired them, in primary's order. */
export function childPairs(
  world: PairingWorld,
  left: Container,
  right: Container,
  marked: MarkedPlace | undefined,
): readonly ChildPair[] {
  if (!areAlike(left, right)) return [];
  const of = Array.isArray(left)
    ? elementPairs(left.length, Number(right.length), marked?.pairing ?? null)
    : memberPairs(world, left, right);
  return of.map(([ours, theirs]) => ({
    primaryStep: ours,
    candidateStep: theirs,
    shownStep: theirs === null ? null : shownName(world, right, theirs),
    marked: ours === null ? addedAt(world, marked, theirs) : marked?.children.get(ours),
  }));
}

type StepPair = readonly [primary: Step | null, candidate: Step | null];

/** A pairing covers the stretch that differs; elements before and behind it are paired in order. */
function elementPairs(primary: number, candidate: number, pairing: Pairing | null): StepPair[] {
  const [from, to] = [[...(pairing?.from ?? [])], [...(pairing?.to ?? [])]];
  const start = [...from, ...to].reduce(
    (least, index) => (index === unpaired ? least : Math.min(least, index)),
    Math.max(primary, candidate),
  );
  const [ours, theirs] = [new Set(from), new Set(to)];
  const pairs: StepPair[] = [];
  const inOrder = (left: readonly number[], right: readonly number[]): void => {
    for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
      pairs.push([left[at] ?? null, right[at] ?? null]);
    }
  };
  inOrder(range(0, Math.min(start, primary)), range(0, Math.min(start, candidate)));
  for (const [at, index] of from.entries()) {
    const partner = to[at] ?? unpaired;
    pairs.push([index === unpaired ? null : index, partner === unpaired ? null : partner]);
  }
  inOrder(
    range(start, primary).filter((index) => !ours.has(index)),
    range(start, candidate).filter((index) => !theirs.has(index)),
  );
  return pairs;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
}

function memberPairs({ identities }: PairingWorld, left: Container, right: Container): StepPair[] {
  const paired = new Set<string>();
  const pairs: StepPair[] = Object.keys(left).map((name) => {
    const own = Object.hasOwn(right, name) ? name : identities?.candidateOf(name);
    if (own === undefined || !Object.hasOwn(right, own) || paired.has(own)) return [name, null];
    paired.add(own);
    return [name, own];
  });
  const others = Object.keys(right).filter((name) => !paired.has(name));
  return [...pairs, ...others.map((name): StepPair => [null, name])];
}

function shownName({ namesBefore }: PairingWorld, container: Container, step: Step): Step {
  return typeof step === 'string' ? (namesBefore.get(container)?.get(step) ?? step) : step;
}

/** The walk uses primary's names in the candidate's document. */
function addedAt(
  { identities }: PairingWorld,
  marked: MarkedPlace | undefined,
  step: Step | null,
): MarkedPlace | undefined {
  if (marked === undefined || step === null) return undefined;
  const own = marked.added.get(step);
  const ours =
    typeof step === 'string' ? identities?.primaryOf(identityText(step) ?? step) : undefined;
  return own ?? (ours === undefined ? undefined : marked.added.get(ours));
}
