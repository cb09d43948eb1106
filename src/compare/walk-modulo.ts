import type { Clocks } from './clocks/clocks.ts';
import { judgeClocks } from './clocks/judge-clocks.ts';
import { inPrimaryTerms } from './identities/in-primary-terms.ts';
import { judgeModulo } from './identities/judge-found.ts';
import type { KnownIdentities } from './identities/known-identities.ts';
import { walkJson, type WalkVisitor } from './json/walk.ts';
import type { WalkRules } from './rules/effects.ts';

/** In what the two deployments of a pair may rightly differ. */
export interface Worlds {
  /** Null where no identity is known whose sides are written differently. */
  readonly identities: KnownIdentities | null;
  /** Null where the times of the answers are not known, or times are compared as written. */
  readonly clocks: Clocks | null;
}

/** Walks two documents, each in its own deployment's identities and by its own clock. */
export function walkModulo(
  { identities, clocks }: Worlds,
  primary: unknown,
  candidate: unknown,
  rules: WalkRules | null,
  visitor: WalkVisitor,
): void {
  const judging = clocks === null ? visitor : judgeClocks(clocks, visitor);
  if (identities === null) return walkJson(primary, candidate, rules, judging);
  const terms = inPrimaryTerms(identities, primary, candidate);
  walkJson(primary, terms, rules, judgeModulo(identities, { primary, candidate }, judging));
}
