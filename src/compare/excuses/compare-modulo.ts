import type { PairExcuses } from '../../vocabulary/excuses.ts';
import type { BodyComparing } from '../body/compare-body.ts';
import { createFoundDescriber } from '../body/describe-found.ts';
import {
  type JsonComparing,
  rulesForDocuments,
  visitorInto,
  withNamesBefore,
} from '../body/json-body.ts';
import { type JsonDocument, openBody, type TypedBody } from '../body/open-body.ts';
import { readPair } from '../body/read-pair.ts';
import { createNamesBefore } from '../body/reshaped-names.ts';
import { shapePair } from '../body/shape-documents.ts';
import type { DifferenceList } from '../difference-list.ts';
import { countMembers } from '../../vocabulary/count-members.ts';
import type { Found, WalkVisitor } from '../json/walk.ts';
import { walkModulo } from '../walk-modulo.ts';
import { createOriginals, rulesOverReduced } from './original-places.ts';
import { type Reduced, reduceDocuments, type UsedExcuses } from './reduce-documents.ts';
import type { Shortfall } from './totals.ts';
import { createUncertainTotals, type UncertainTotals } from './uncertain-totals.ts';

/** Two bodies without the parts that excuses explain. */
export interface ReducedBodies {
  /** If both bodies are lists: what was set aside from them. Null if nothing was. */
  readonly rootList: Shortfall | null;
  readonly totals: UncertainTotals;
  /** Lists the remaining differences, with the paths and values of the whole bodies. */
  compareInto(list: DifferenceList): void;
  /** Visits the same differences as they are found, in primary's member names. */
  compareWith(visitor: WalkVisitor): void;
  /** The excuses that were used. To be called after everything was compared. */
  used(): UsedExcuses;
}

/**
 * Removes from two JSON bodies the parts that excuses explain.
 *
 * @returns null if the bodies are not both JSON, or repeat names, or if nothing is explained
 */
export function reduceBodies(
  comparing: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
  excuses: PairExcuses,
): ReducedBodies | null {
  if (comparing.rules.bodyIgnoredBy.length > 0) return null;
  const documents = jsonIn(comparing, primaryBody, candidateBody);
  if (documents === null) return null;
  const [primary, candidate] = documents;
  const { rules, identities, clocks, secrets } = comparing;
  const pair = shapePair(rules, primary, candidate);
  const { primary: left, candidate: theirs, reshaped: shaped } = pair;
  if (countMembers(left) !== pair.primaryMembers) return null;
  if (countMembers(theirs) !== pair.candidateMembers) return null;
  const following = rulesForDocuments(rules, primary, candidate);
  const worlds = { identities, clocks, secrets };
  const values = { primary: left, candidate: theirs, ...worlds, rules: following };
  const reduced = reduceDocuments(values, excuses);
  const { used, rootList } = reduced;
  const isReduced = used.things.length > 0 || used.reordered;
  if (!isReduced && excuses.uncertain.length === 0) return null;
  const totals = createUncertainTotals(excuses.uncertain, values);
  const compareWith = (visitor: WalkVisitor): void =>
    walkReduced(comparing, values, reduced, withoutTotals(visitor, totals));
  return {
    rootList,
    totals,
    used: () => ({ ...used, totals: totals.wasUsed }),
    compareWith,
    compareInto: (list) => {
      const describer = createFoundDescriber(
        comparing.redactor,
        comparing.secretPaths.in(primary.value, candidate.value),
        identities,
      );
      const visitor = visitorInto(list, describer);
      const shown =
        shaped === null
          ? visitor
          : withNamesBefore(visitor, createNamesBefore(identities, left, shaped.candidate));
      compareWith(shown);
    },
  };
}

/** The single JSON documents that both bodies are; null if one is anything else. */
function jsonIn(
  { redactor, decodedBytesMax }: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
): readonly [JsonDocument, JsonDocument] | null {
  const primary = openBody(primaryBody, decodedBytesMax);
  const candidate = openBody(candidateBody, decodedBytesMax);
  if (primary.undecodable !== null || candidate.undecodable !== null) return null;
  const [left, right] = readPair(redactor, primary, candidate);
  return left.family === 'json' && right.family === 'json' ? [left.document, right.document] : null;
}

function walkReduced(
  { identities, clocks, secrets }: JsonComparing,
  original: Parameters<typeof reduceDocuments>[0],
  reduced: Reduced,
  visitor: WalkVisitor,
): void {
  const { rules } = original;
  const inOriginals = createOriginals(identities, original, reduced);
  const shown = showingOriginals(visitor, inOriginals);
  const following = rulesOverReduced(rules, rules?.root ?? null, identities, reduced);
  const { primary, candidate } = reduced;
  walkModulo({ identities, clocks, secrets }, primary, candidate, following, shown);
}

function withoutTotals(visitor: WalkVisitor, totals: UncertainTotals): WalkVisitor {
  return {
    differ: (found) => totals.explains(found) || visitor.differ(found),
    uncompared(path, reason) {
      visitor.uncompared(path, reason);
    },
  };
}

function showingOriginals(visitor: WalkVisitor, inOriginals: (found: Found) => Found): WalkVisitor {
  return {
    differ: (found) => visitor.differ(inOriginals(found)),
    uncompared(path, reason) {
      visitor.uncompared(path, reason);
    },
  };
}
