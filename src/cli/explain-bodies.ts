import { createConfiguredRedactor } from '../compare/redaction/configured-redactor.ts';
import { createEchoes } from '../compare/echo/echoes.ts';
import { createExchangeRedactors } from '../compare/redaction/exchange-redactor.ts';
import { createRouteComparers } from '../compare/route-comparers.ts';
import type { RuleUse } from '../compare/rules/rule-book.ts';
import type { CompareRule } from '../config/compare-rules.ts';
import type { Config } from '../config/schema.ts';
import type { Difference } from '../vocabulary/difference.ts';
import { formatResponseHead } from '../vocabulary/raw-head.ts';

/** Two bodies, and what it depends on how they are compared. */
export interface ComparedBodies {
  readonly config: Config;
  /** As the config calls it in `match`; null for the rules of all routes alone. */
  readonly route: string | null;
  /** Null where the bodies are what they look like. */
  readonly contentType: string | null;
  readonly primary: Uint8Array;
  readonly candidate: Uint8Array;
}

/** What the compare plane says of two bodies. Redacted. */
export interface Explanation {
  readonly differences: readonly Difference[];
  /** There are more differences, or places that were not compared. */
  readonly truncated: boolean;
  /** In the order in which they were first met. */
  readonly rules: readonly ExplainedByRule[];
}

/** What one rule is the reason for that it does not count. */
export interface ExplainedByRule {
  readonly rule: CompareRule;
  readonly differences: readonly Difference[];
  /** There are more of them. */
  readonly truncated: boolean;
}

/** Compares two bodies as the compare plane would, had they come in answers that are else equal. */
export function explainBodies(bodies: ComparedBodies): Explanation {
  const { config, route, contentType, primary, candidate } = bodies;
  const redactors = createExchangeRedactors(config, createConfiguredRedactor(config));
  const exchanges = { redactors, echoes: createEchoes(config, '') };
  const uses = recordRuleUses();
  const comparerOf = createRouteComparers(config, exchanges, uses.use);
  const head = formatResponseHead(200, contentType === null ? [] : ['Content-Type', contentType]);
  const { differences } = comparerOf(route ?? '').compare(
    {
      request: { head: new Uint8Array(0), body: new Uint8Array(0) },
      response: { head, body: primary },
      sequence: 0,
      wallClockMs: 0,
    },
    { head, body: candidate },
  );
  return {
    differences: differences.listed,
    truncated: differences.truncated,
    rules: uses.explained(),
  };
}

/** A rule that explains more is shown by these: one place is much like another. */
const listedPerRuleMax = 10;

function recordRuleUses(): { readonly use: RuleUse; explained(): readonly ExplainedByRule[] } {
  const byRule = new Map<CompareRule, Map<string, Difference>>();
  return {
    use: {
      compared() {},
      explained(rule, describe) {
        const byPath = byRule.get(rule) ?? new Map<string, Difference>();
        byRule.set(rule, byPath);
        if (byPath.size > listedPerRuleMax) return;
        // A place is reported again after elements were aligned: the last report counts.
        const difference = describe();
        byPath.set(difference.path, difference);
      },
    },
    explained: () =>
      [...byRule].map(([rule, byPath]) => ({
        rule,
        differences: [...byPath.values()].slice(0, listedPerRuleMax),
        truncated: byPath.size > listedPerRuleMax,
      })),
  };
}
