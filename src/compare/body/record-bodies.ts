import { differenceKinds } from '../../vocabulary/difference.ts';
import { noExcuses, type PairExcuses } from '../../vocabulary/excuses.ts';
import type { LineMark } from '../../vocabulary/specimen.ts';
import { createDifferenceList } from '../difference-list.ts';
import { reduceBodies } from '../excuses/compare-modulo.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { walkModulo } from '../walk-modulo.ts';
import type { BodyComparing } from './compare-body.ts';
import { rulesForDocuments } from './json-body.ts';
import { createWalkRecorder, type MarkedPlace, placeOf, placesIn } from './marked-places.ts';
import { type JsonDocument, openBody, type TypedBody } from './open-body.ts';
import { readPair } from './read-pair.ts';
import { shapePair, type ShapedPair } from './shape-documents.ts';
import { compareText } from './text-body.ts';

/** The comparer's findings in two bodies, path by path, for the page of the exchange. */
export interface BodiesRecord {
  /** Null if no identity is known whose two names differ. */
  readonly identities: KnownIdentities | null;
  /** A rule excludes the bodies. */
  readonly isIgnored: boolean;
  /** Whether both were compared to the end. */
  readonly isWhole: boolean;
  /** Two documents; null for other bodies. */
  readonly json: { readonly pair: ShapedPair; readonly root: MarkedPlace } | null;
  /** Whether two texts are equal; null for other bodies. */
  readonly text: { readonly isSame: boolean } | null;
}

/** Two bodies, and possible explanations of their difference. */
export interface RecordedBodies {
  readonly primary: TypedBody;
  readonly candidate: TypedBody;
  readonly excuses: PairExcuses;
}

/** Compares two bodies again and records the finding at each path. Does not count uses of rules. */
export function recordBodies(comparing: BodyComparing, bodies: RecordedBodies): BodiesRecord {
  const { rules, redactor, identities, decodedBytesMax } = comparing;
  const isIgnored = rules.bodyIgnoredBy.length > 0;
  const unread = { identities, isIgnored, isWhole: true, json: null, text: null };
  const primary = openBody(bodies.primary, decodedBytesMax);
  const candidate = openBody(bodies.candidate, decodedBytesMax);
  if (primary.undecodable !== null || candidate.undecodable !== null) return unread;
  const [left, right] = readPair(redactor, primary, candidate);
  if (left.family !== right.family) return unread;
  if ('document' in left && 'document' in right) {
    const recorded = recordDocuments(comparing, left.document, right.document);
    if (bodies.excuses !== noExcuses) markExcused(comparing, bodies, recorded.json.root);
    return { ...unread, ...recorded };
  }
  if (!('text' in left) || !('text' in right)) return unread;
  const list = createDifferenceList();
  compareText(comparing, left.text, right.text, list);
  return { ...unread, text: { isSame: list.listed.length === 0 } };
}

function recordDocuments(
  comparing: BodyComparing,
  primary: JsonDocument,
  candidate: JsonDocument,
): Pick<BodiesRecord, 'isWhole'> & { readonly json: NonNullable<BodiesRecord['json']> } {
  const { rules } = comparing;
  const pair = shapePair(rules, primary, candidate);
  // A rule that excludes the body does not hide how its elements are paired.
  const isIgnored = rules.bodyIgnoredBy.length > 0;
  const following = isIgnored ? null : rulesForDocuments(rules, primary, candidate);
  const { root, visitor, before, isWhole } = createWalkRecorder();
  walkModulo(comparing, pair.primary, pair.candidate, following, visitor, before);
  if (isIgnored) for (const place of placesIn(root)) place.mark = null;
  return { isWhole: isWhole(), json: { pair, root } };
}

const kinds: ReadonlySet<LineMark> = new Set(differenceKinds);

/**
 * Marks the differences that excuses explain. The others keep the mark that they have without the excused
 * parts.
 */
function markExcused(
  comparing: BodyComparing,
  { primary, candidate, excuses }: RecordedBodies,
  root: MarkedPlace,
): void {
  const reduced = reduceBodies(comparing, primary, candidate, excuses);
  if (reduced === null) return;
  for (const place of placesIn(root)) {
    if (place.mark !== null && kinds.has(place.mark)) place.mark = 'excused';
  }
  reduced.compareWith({
    differ(found) {
      placeOf(root, found).mark = found.kind;
      return true;
    },
    uncompared() {},
  });
}
