import { bodyLines } from '../../../vocabulary/body-lines.ts';
import type { LineMark, SpecimenAlignment, SpecimenBody } from '../../../vocabulary/specimen.ts';
import type { BodiesRecord } from '../../body/record-bodies.ts';
import { alignDocuments, type ShownDocument } from './align-documents.ts';
import { alignTexts } from './align-texts.ts';
import { lineTree } from './line-tree.ts';
import { createStretchList, type StretchList } from './stretches.ts';

/** The inputs of the alignment. */
export interface AlignedBy {
  readonly record: BodiesRecord;
  /** A key of a document as it is shown. */
  readonly showKey: (key: string) => string;
  /** Paths at which the secondary answered differently. */
  readonly noise: ReadonlySet<string>;
  /** The comparer has found a difference between the bodies. */
  readonly differ: boolean;
}

/** Pairs the shown lines of two bodies by the comparer's findings. */
export function alignBodies(
  primary: SpecimenBody,
  candidate: SpecimenBody,
  by: AlignedBy,
): SpecimenAlignment {
  const list = createStretchList();
  const [ours, theirs] = [bodyLines(primary), bodyLines(candidate)];
  const { json, text } = by.record;
  if (json !== null && primary.kind === 'json' && candidate.kind === 'json') {
    const shown = [shownDocument(primary, ours), shownDocument(candidate, theirs)] as const;
    alignDocuments(...shown, { ...by, ...by.record, json }, list);
  } else if (text !== null && primary.kind === 'text' && candidate.kind === 'text') {
    alignTexts(ours, theirs, { ...by.record, isSame: text.isSame }, list);
  } else {
    standApart(ours.length, theirs.length, wholeMark(by, primary, candidate), list);
  }
  return list.alignment();
}

function shownDocument({ text }: SpecimenBody, lines: readonly string[]): ShownDocument {
  return { tree: lineTree(text), lines };
}

/** Bodies with nothing in common are shown one below the other. */
function standApart(ours: number, theirs: number, mark: LineMark | null, list: StretchList): void {
  if (ours === 1 && theirs === 1) list.add(0, 0, mark);
  else {
    list.addPrimary(0, ours, mark);
    list.addCandidate(0, theirs, mark);
  }
}

function wholeMark(
  { record, differ }: AlignedBy,
  primary: SpecimenBody,
  candidate: SpecimenBody,
): LineMark | null {
  if (record.isIgnored) return 'excluded by rule';
  if (!differ) return null;
  if (primary.kind === 'empty') return 'added';
  if (candidate.kind === 'empty') return 'removed';
  return primary.kind === candidate.kind ? 'changed' : 'type';
}
