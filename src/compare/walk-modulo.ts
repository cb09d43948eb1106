import type { Clocks } from './clocks/clocks.ts';
import { judgeClocks } from './clocks/judge-clocks.ts';
import { inPrimaryTerms } from './identities/in-primary-terms.ts';
import { judgeModulo } from './identities/judge-found.ts';
import type { KnownIdentities } from './identities/known-identities.ts';
import { type Found, walkJson, type WalkVisitor } from './json/walk.ts';
import { judgeRecordedSecrets, type RecordedSecrets } from './recorded-secrets.ts';
import type { WalkRules } from './rules/effects.ts';

/** The known reasons for which the two deployments of a pair may rightly differ. */
export interface Worlds {
  /** Null if no identity is known that the two deployments write differently. */
  readonly identities: KnownIdentities | null;
  /** Null if the times of the answers are not known, or times are compared as written. */
  readonly clocks: Clocks | null;
  /** Null if primary's answer is not a recorded one. */
  readonly secrets: RecordedSecrets | null;
}

/** Called before a difference is judged, with the reason if it is then dropped. */
export type BeforeJudging = (by: 'same id' | 'same time' | 'not recorded', found: Found) => void;

/** Walks two documents, reading each with its own deployment's identities and clock. */
export function walkModulo(
  { identities, clocks, secrets }: Worlds,
  primary: unknown,
  candidate: unknown,
  rules: WalkRules | null,
  visitor: WalkVisitor,
  before: BeforeJudging | null = null,
): void {
  const compared =
    secrets === null
      ? visitor
      : watched('not recorded', judgeRecordedSecrets(secrets, visitor), before);
  const judging =
    clocks === null ? compared : watched('same time', judgeClocks(clocks, compared), before);
  if (identities === null) return walkJson(primary, candidate, rules, judging);
  const terms = inPrimaryTerms(identities, primary, candidate);
  const modulo = judgeModulo(identities, { primary, candidate }, judging);
  walkJson(primary, terms, rules, watched('same id', modulo, before));
}

function watched(
  by: Parameters<BeforeJudging>[0],
  judging: WalkVisitor,
  before: BeforeJudging | null,
): WalkVisitor {
  if (before === null) return judging;
  return {
    ...judging,
    differ(found) {
      before(by, found);
      return judging.differ(found);
    },
  };
}
