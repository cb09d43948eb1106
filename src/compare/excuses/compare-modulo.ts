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
import { readBody } from '../body/read-body.ts';
import { createNamesBefore } from '../body/reshaped-names.ts';
import { shapePair } from '../body/shape-documents.ts';
import type { DifferenceList } from '../difference-list.ts';
import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import { judgeModulo } from '../identities/judge-found.ts';
import { countMembers } from '../json/duplicate-keys.ts';
import { type Found, walkJson, type WalkVisitor } from '../json/walk.ts';
import { createOriginals, rulesOverReduced } from './original-places.ts';
import { type Reduced, reduceDocuments, type UsedExcuses } from './reduce-documents.ts';
import type { Shortfall } from './totals.ts';

/** Two bodies without what excuses explain. */
export interface ReducedBodies {
  readonly used: UsedExcuses;
  /** What was set aside from the list that the whole bodies are; null where that is nothing. */
  readonly rootList: Shortfall | null;
  /** Lists what is left, as places and values of the whole bodies. */
  compareInto(list: DifferenceList): void;
}

/**
 * Takes out of two JSON bodies what excuses explain.
 *
 * @returns null for bodies that are not both JSON, or repeat names, and where nothing is explained
 */
export function reduceBodies(
  comparing: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
  excuses: PairExcuses,
): ReducedBodies | null {
  if (comparing.rules.bodyIgnoredBy.length > 0) return null;
  const primary = jsonIn(comparing, primaryBody);
  const candidate = primary === null ? null : jsonIn(comparing, candidateBody);
  if (primary === null || candidate === null) return null;
  const { rules, identities } = comparing;
  const pair = shapePair(rules, primary, candidate);
  const { primary: left, candidate: theirs, reshaped: shaped } = pair;
  if (countMembers(left) !== pair.primaryMembers) return null;
  if (countMembers(theirs) !== pair.candidateMembers) return null;
  const following = rulesForDocuments(rules, primary, candidate);
  const documents = { primary: left, candidate: theirs, identities, rules: following };
  const reduced = reduceDocuments(documents, excuses);
  const { used, rootList } = reduced;
  if (used.things.length === 0 && !used.reordered) return null;
  return {
    used,
    rootList,
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
      walkReduced(comparing, documents, reduced, shown);
    },
  };
}

/** The single JSON document that a body is; null where it is anything else. */
function jsonIn(
  { redactor, decodedBytesMax }: BodyComparing,
  body: TypedBody,
): JsonDocument | null {
  const { bytes, type, undecodable } = openBody(body, decodedBytesMax);
  if (undecodable !== null) return null;
  const reading = readBody(redactor, bytes, type);
  return reading.family === 'json' && 'document' in reading ? reading.document : null;
}

function walkReduced(
  { identities }: JsonComparing,
  original: Parameters<typeof reduceDocuments>[0],
  reduced: Reduced,
  visitor: WalkVisitor,
): void {
  const { rules } = original;
  const inOriginals = createOriginals(identities, original, reduced);
  const shown = showingOriginals(visitor, inOriginals);
  const following = rulesOverReduced(rules, rules?.root ?? null, identities, reduced);
  const { primary, candidate } = reduced;
  if (identities === null) {
    walkJson(primary, candidate, following, shown);
  } else {
    const terms = inPrimaryTerms(identities, primary, candidate);
    walkJson(primary, terms, following, judgeModulo(identities, candidate, shown));
  }
}

function showingOriginals(visitor: WalkVisitor, inOriginals: (found: Found) => Found): WalkVisitor {
  return {
    differ: (found) => visitor.differ(inOriginals(found)),
    uncompared(path, reason) {
      visitor.uncompared(path, reason);
    },
  };
}
