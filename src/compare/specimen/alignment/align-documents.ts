import { differenceKinds } from '../../../vocabulary/difference.ts';
import { pathText } from '../../../vocabulary/json-path-text.ts';
import { areAlike, type Container } from '../../../vocabulary/own-value.ts';
import type { LineMark } from '../../../vocabulary/specimen.ts';
import { type MarkedPlace, placesIn } from '../../body/marked-places.ts';
import type { BodiesRecord } from '../../body/record-bodies.ts';
import { identityText } from '../../identities/known-identities.ts';
import type { Step } from '../../rules/rule-state.ts';
import { type ChildPair, childPairs, type PairingWorld } from './child-pairs.ts';
import type { LineNode } from './line-tree.ts';
import type { StretchList } from './stretches.ts';

/** A JSON document as it is shown. */
export interface ShownDocument {
  readonly tree: LineNode;
  readonly lines: readonly string[];
}

export interface DocumentsRecord extends Omit<BodiesRecord, 'json' | 'text'> {
  readonly json: NonNullable<BodiesRecord['json']>;
  /** A key as it is shown. */
  readonly showKey: (key: string) => string;
  /** Paths at which the secondary answered differently. */
  readonly noise: ReadonlySet<string>;
}

/** Two values at one path, with their lines and the finding. */
interface Place {
  readonly left: unknown;
  readonly right: unknown;
  readonly ours: LineNode | undefined;
  readonly theirs: LineNode | undefined;
  readonly marked: MarkedPlace | undefined;
  /** The finding for the surrounding value. */
  readonly around: LineMark | null;
  readonly path: readonly Step[];
}

/** Pairs the lines of two documents as the comparer paired their values. */
export function alignDocuments(
  primary: ShownDocument,
  candidate: ShownDocument,
  record: DocumentsRecord,
  list: StretchList,
): void {
  const { identities, isIgnored, isWhole, json, noise } = record;
  const namesBefore = json.pair.reshaped?.candidate.namesBefore ?? new Map<never, never>();
  const world: PairingWorld = { identities, namesBefore };
  const showStep = (step: Step): Step => (typeof step === 'string' ? record.showKey(step) : step);

  function lay(place: Place): void {
    const { ours, theirs, left, right } = place;
    if (ours === undefined || theirs === undefined) return layAlone(place);
    if (ours.children !== null && theirs.children !== null && areAlike(left, right)) {
      return layChildren(place, ours, theirs);
    }
    if (ours.count > 1 || theirs.count > 1) return layAlone(place);
    list.add(ours.start, theirs.start, markOf(place, isSameLine(ours.start, theirs.start)));
  }

  /** Values of one side only, or without a common line. */
  function layAlone(place: Place): void {
    const { ours, theirs, left, right } = place;
    // The other side has the value in a part that is not shown.
    const isCutOff = left !== undefined && right !== undefined && (!ours || !theirs);
    const mark = markOf(place, isCutOff);
    if (ours !== undefined) list.addPrimary(ours.start, ours.count, mark);
    if (theirs !== undefined) list.addCandidate(theirs.start, theirs.count, mark);
  }

  function layChildren(place: Place, ours: LineNode, theirs: LineNode): void {
    const own = place.marked?.mark ?? null;
    const isSame = isSameLine(ours.start, theirs.start);
    list.add(
      ours.start,
      theirs.start,
      own !== null && kinds.has(own) ? own : isSame ? null : markOf(place, false),
    );
    const [leftLines, rightLines] = [
      new Set(ours.children?.values()),
      new Set(theirs.children?.values()),
    ];
    // Another order of the elements is not a finding for each of them.
    const around = own === 'reordered' ? place.around : (own ?? place.around);
    for (const child of childPairs(
      world,
      place.left as Container,
      place.right as Container,
      place.marked,
    )) {
      const inner = childOf(place, child, around);
      if (inner.ours !== undefined) leftLines.delete(inner.ours);
      if (inner.theirs !== undefined) rightLines.delete(inner.theirs);
      lay(inner);
    }
    // Lines that replace omitted content.
    for (const { start, count } of leftLines) list.addPrimary(start, count, null);
    for (const { start, count } of rightLines) list.addCandidate(start, count, null);
    list.add(ours.start + ours.count - 1, theirs.start + theirs.count - 1, null);
  }

  function childOf(place: Place, child: ChildPair, around: LineMark | null): Place {
    const { primaryStep, candidateStep, shownStep, marked } = child;
    return {
      left: primaryStep === null ? undefined : (place.left as Container)[primaryStep],
      right: candidateStep === null ? undefined : (place.right as Container)[candidateStep],
      ours: primaryStep === null ? undefined : place.ours?.children?.get(showStep(primaryStep)),
      theirs: shownStep === null ? undefined : place.theirs?.children?.get(showStep(shownStep)),
      marked,
      around,
      path: [...place.path, primaryStep ?? candidateStep ?? 0],
    };
  }

  function markOf({ left, right, marked, around, path }: Place, isSame: boolean): LineMark | null {
    const found = marked === undefined ? null : foundIn(marked);
    if (found !== null && kinds.has(found)) return found;
    if (around === 'moved') return around;
    if (isSame) return null;
    if (isIgnored) return 'excluded by rule';
    if (around !== null && kinds.has(around)) return around;
    if (noise.size > 0 && noise.has(pathText(path, record.showKey))) return 'noise';
    return found ?? around ?? (isWhole ? alikeBy(left, right) : 'not compared');
  }

  /** The mark of lines with different text but no difference. */
  function alikeBy(left: unknown, right: unknown): LineMark {
    const [one, other] = [identityText(left), identityText(right)];
    const isPair = one !== null && other !== null && identities?.isPair(one, other) === true;
    return isPair ? 'same id' : 'same value';
  }

  function isSameLine(ours: number, theirs: number): boolean {
    return withoutComma(primary.lines[ours]) === withoutComma(candidate.lines[theirs]);
  }

  const { pair, root } = json;
  const sides = { left: pair.primary, right: pair.candidate };
  lay({
    ...sides,
    ours: primary.tree,
    theirs: candidate.tree,
    marked: root,
    around: null,
    path: [],
  });
}

const kinds: ReadonlySet<LineMark> = new Set(differenceKinds);

/** A value on one line may have been compared in parts. */
function foundIn(marked: MarkedPlace): LineMark | null {
  let passed: LineMark | null = null;
  for (const place of placesIn(marked)) {
    if (place.mark === null) continue;
    if (kinds.has(place.mark)) return place === marked ? place.mark : 'changed';
    passed ??= place.mark;
  }
  return passed;
}

function withoutComma(line: string | undefined): string {
  return line?.replace(/,$/, '') ?? '';
}
