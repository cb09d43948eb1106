import { Counter, type Registry } from 'prom-client';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { RuleLedger } from '../rule-ledger.ts';

/**
 * The use of every rule of the config. There are no samples before the supervisor's first report: after a restart
 * of this plane, zeros would look like counters that were reset.
 */
export function registerRuleMetrics(
  registry: Registry,
  rules: RuleLedger,
  totals: () => ProcessTotals | null,
): void {
  void new Counter({
    name: 'parallax_rule_uses_total',
    help: 'Comparisons in which a rule of the config excluded a difference, by the position of the rule in the config.',
    labelNames: ['rule'],
    registers: [registry],
    collect() {
      this.reset();
      if (totals() === null) return;
      for (const { name, uses } of rules.all()) this.inc({ rule: name }, uses);
    },
  });
}
