import { comparedUnder } from '../config/compared-under.ts';
import { outOfPathOf } from '../config/out-of-path.ts';
import type { Config } from '../config/schema.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { routeNames } from './evidence/route-names.ts';
import type { EvidenceRules } from './evidence/rules-in-force.ts';
import { notJudgedIn } from './gate/not-judged.ts';
import { type GatePolicy, resolveGatePolicy } from './gate/resolve-policy.ts';
import { watchPolicy } from './gate/watch-policy.ts';

/** The gate's policy in a config. */
export function policyOf(config: Config): GatePolicy {
  const { gate, routes, secondary, mirror } = config;
  const watch = watchPolicy(config);
  const policy = resolveGatePolicy(gate, routes, secondary !== undefined, mirror.methods, watch);
  const { replay } = config;
  return {
    ...policy,
    scope: { ...policy.scope, outOfPath: outOfPathOf(config) !== null },
    judgesTimes: replay?.judgesTimes ?? true,
    notJudged: notJudgedIn(replay),
  };
}

/** How exchanges that begin under a config are counted. */
export function rulesOf(revision: ConfigRevision, config: Config): EvidenceRules {
  const policy = policyOf(config);
  return {
    revision,
    under: comparedUnder(config),
    marginsOf: (area) => (policy.areas.get(area) ?? policy.otherAreas).latency,
    namesOf: routeNames(config),
  };
}
