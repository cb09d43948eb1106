import type { Handler } from 'hono';
import type { RuleLedger, RuleStanding } from '../../rule-ledger.ts';

/** Every rule for bodies in the config, and how often it was used, as JSON. */
export function rulesEndpoint(rules: RuleLedger): Handler {
  return (context) => context.json(rules.all().map(ruleView));
}

function ruleView({ name, route, text, uses, firstAtMs, lastAtMs, dead }: RuleStanding) {
  return {
    rule: name,
    route,
    text,
    uses,
    firstUsed: isoTime(firstAtMs),
    lastUsed: isoTime(lastAtMs),
    dead,
  };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
