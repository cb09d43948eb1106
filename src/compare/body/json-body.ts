import type { Difference } from '../../vocabulary/difference.ts';
import type { DifferenceList } from '../difference-list.ts';
import { countSameThings } from '../identities/count-same-things.ts';
import { compareOverwritten } from '../json/compare-overwritten.ts';
import { countMembers } from '../../vocabulary/count-members.ts';
import { parseExactly, parseLexically } from '../../vocabulary/exact-number.ts';
import { countSame } from '../same-json.ts';
import type { Found, WalkVisitor } from '../json/walk.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { SecretPaths } from '../redaction/secret-paths.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { JsonRules } from '../rules/rule-book.ts';
import type { Step } from '../rules/rule-state.ts';
import { walkModulo, type Worlds } from '../walk-modulo.ts';
import { createFoundDescriber, type FoundDescriber, shapeOfFound } from './describe-found.ts';
import { explainReshaped } from './explain-reshaped.ts';
import type { JsonDocument } from './open-body.ts';
import { createNamesBefore } from './reshaped-names.ts';
import { plainPair, shapePair } from './shape-documents.ts';

/** The inputs of a comparison of two JSON documents. */
export interface JsonComparing extends Worlds {
  readonly redactor: Redactor;
  readonly secretPaths: SecretPaths;
  readonly rules: JsonRules;
}

/** Compares two parsed bodies by their structure. */
export function compareJson(
  { redactor, secretPaths, rules, identities, clocks, secrets: recorded }: JsonComparing,
  primary: JsonDocument,
  candidate: JsonDocument,
  list: DifferenceList,
): void {
  const pair = shapePair(rules, primary, candidate);
  const { primary: left, candidate: theirs, primaryMembers, candidateMembers, reshaped } = pair;
  const members =
    countSame(left, theirs) ??
    (identities === null ? null : countSameThings(identities, left, theirs));
  const isSame = members !== null && members === primaryMembers && members === candidateMembers;
  if (isSame && reshaped === null) return;
  rules.compared();
  const secrets = secretPaths.in(primary.value, candidate.value);
  const describer = createFoundDescriber(redactor, secrets, identities);
  const following = members === null ? rulesForDocuments(rules, primary, candidate) : rules.byPath;
  const differing: (readonly Step[])[] = [];
  if (members === null) {
    const walked: WalkVisitor = {
      ...visitorInto(list, describer),
      ruledOut(by, describe) {
        for (const rule of by) rules.explained(rule, () => describer.describe(describe()));
      },
    };
    const visitor =
      reshaped === null
        ? walked
        : withNamesBefore(
            walked,
            createNamesBefore(identities, left, reshaped.candidate),
            differing,
          );
    walkModulo({ identities, clocks, secrets: recorded }, left, theirs, following, visitor);
  }
  if (rules.shape !== null) {
    const { reshapings, explained } = rules.shape;
    explainReshaped(pair, reshapings, differing, (rule, describe) =>
      explained(rule, () => describer.describe(describe())),
    );
  }
  if (isSame) return;
  const repeats =
    countMembers(left) !== primaryMembers || countMembers(theirs) !== candidateMembers;
  if (repeats) addRepeatedNames(primary, candidate, rules, following, list, describer);
}

/**
 * A visitor that gets differences under the candidate's own names.
 *
 * @param differing collects the paths in primary's names
 */
export function withNamesBefore(
  visitor: WalkVisitor,
  namesBefore: (found: Found) => Found,
  differing: (readonly Step[])[] = [],
): WalkVisitor {
  return {
    differ(found) {
      differing.push(found.path);
      return visitor.differ(namesBefore(found));
    },
    uncompared(path, reason) {
      differing.push(path);
      visitor.uncompared(path, reason);
    },
    ruledOut(by, describe) {
      visitor.ruledOut?.(by, () => namesBefore(describe()));
    },
  };
}

/** The whole rule book, for two documents that are known to differ. */
export function rulesForDocuments(
  rules: JsonRules,
  primary: JsonDocument,
  candidate: JsonDocument,
): WalkRules | null {
  if (rules.forDocuments === null) return rules.byPath;
  return rules.forDocuments(...plainPair(rules, primary, candidate));
}

/** A visitor that adds the findings of a walk to a list. */
export function visitorInto(list: DifferenceList, describer: FoundDescriber): WalkVisitor {
  return {
    differ: (found) =>
      list.add(
        `${found.kind} ${describer.templateOf(found.path)}`,
        (shape) => describer.describe(found, shape),
        () => shapeOfFound(found),
      ),
    uncompared(path, reason) {
      list.truncate();
      list.add(describer.templateOf(path), () => describer.describeUncompared(path, reason));
    },
  };
}

/** Repeated names in an object are a difference unless both sides repeat them in the same way. */
function addRepeatedNames(
  primary: JsonDocument,
  candidate: JsonDocument,
  rules: JsonRules,
  following: WalkRules | null,
  list: DifferenceList,
  describer: FoundDescriber,
): void {
  const parse = rules.lexical ? parseLexically : parseExactText;
  for (const repeated of compareOverwritten(primary.text, candidate.text, parse)) {
    const describe = (): Difference => describer.describeRepeated(repeated);
    const ignoredBy = rulesIgnoring(repeated.path, following);
    for (const rule of ignoredBy) rules.explained(rule, describe);
    if (ignoredBy.length === 0) list.add(describer.templateOf(repeated.path), describe);
  }
}

/** The rules that exclude this path, or else the nearest path above that any rule excludes. */
function rulesIgnoring(path: readonly Step[], rules: WalkRules | null): readonly number[] {
  let state = rules?.root ?? null;
  for (const step of [...path, null]) {
    if (state === null || rules === null) return [];
    const { ignoredBy } = rules.effectsOf(state);
    if (ignoredBy.length > 0) return ignoredBy;
    state = step === null ? null : state.child(step);
  }
  return [];
}

function parseExactText(text: string): unknown {
  return parseExactly(text, Buffer.from(text)).value;
}
