import { createConfiguredRedactor } from '../compare/redaction/configured-redactor.ts';
import { createEchoes } from '../compare/echo/echoes.ts';
import { createExchangeRedactors } from '../compare/redaction/exchange-redactor.ts';
import { createRouteComparers } from '../compare/route-comparers.ts';
import type { RuleUse } from '../compare/rules/rule-book.ts';
import type { CompareRule } from '../config/compare-rules.ts';
import type { Config } from '../config/schema.ts';
import type { Difference } from '../vocabulary/difference.ts';
import { formatResponseHead } from '../vocabulary/raw-head.ts';

/** Two bodies, and the inputs of their comparison. */
export interface ComparedBodies {
  readonly config: Config;
  /** Its `match` in the config; null for only the rules of all routes. */
  readonly route: string | null;
  /** Null if the type is guessed from the bodies. */
  readonly contentType: string | null;
  readonly primary: Uint8Array;
  readonly candidate: Uint8Array;
}

/** The compare plane's result for two bodies. Redacted. */
export interface Explanation {
  readonly differences: readonly Difference[];
  /** There are more differences, or places that were not compared. */
  readonly truncated: boolean;
  /** In the order in which they were found. */
  readonly rules: readonly ExplainedByRule[];
}

/** The differences that one rule excludes. */
export interface ExplainedByRule {
  readonly rule: CompareRule;
  readonly differences: readonly Difference[];
  /** There are more of them. */
  readonly truncated: boolean;
}

/** Compares two bodies like the compare plane, as if their answers were equal otherwise. */
export function explainBodies(bodies: ComparedBodies): Explanation {
  const { config, route, contentType, primary, candidate } = bodies;
  const redactors = createExchangeRedactors(config, createConfiguredRedactor(config));
  const exchanges = { redactors, echoes: createEchoes(config, ''), onNotRecorded: null };
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

/** The most places shown for a rule, because they are similar. */
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
        // A place is reported again after elements were aligned; the last report counts.
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
