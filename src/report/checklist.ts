import type { ChecklistLine, DeploymentFacts, Facts, Report, RolloutFacts } from './facts.ts';
import { secondsWords } from './seconds-words.ts';

type Environment = RolloutFacts['environments'][number];

/** The lines of the guide's checklist, each with its evidence. Only proven lines are done. */
export function checklistOf(facts: Facts): readonly ChecklistLine[] {
  const { rollout } = facts;
  return [
    gateLine(facts),
    findingsLine(facts),
    flagLine(rollout),
    ...tierLines(rollout),
    rehearsalLine(rollout),
    validationLine(facts),
  ];
}

/** Whether the legacy code may be removed: only if each required line is done and each gate passes. */
export function safeToRemove(
  { deployments, unreachable }: Facts,
  checklist: readonly ChecklistLine[],
): Report['safeToRemove'] {
  const missing = checklist
    .filter(({ state, isRequired }) => isRequired && state !== 'done')
    .map(({ line, state, evidence }) => `${line} (${state}): ${evidence}`);
  const isPass =
    deployments.length > 0 &&
    unreachable.length === 0 &&
    deployments.every(({ verdict }) => verdict === 'pass');
  if (!isPass && missing.length === 0) missing.push('a gate does not pass');
  return { answer: isPass && missing.length === 0 ? 'yes' : 'no', missing };
}

function required(line: string, state: ChecklistLine['state'], evidence: string): ChecklistLine {
  return { line, state, isRequired: true, evidence };
}

function gateLine({ deployments, unreachable, rollout }: Facts): ChecklistLine {
  const line = 'Every gate passes for the version of the rollout';
  if (unreachable.length > 0) {
    return required(
      line,
      'not known',
      unreachable.map(({ url, fault }) => `${url}: ${fault}`).join('; '),
    );
  }
  if (deployments.length === 0) return required(line, 'not known', 'no gate was read');
  if (rollout !== null && rollout.version === null) {
    const evidence = `the plan names no version; ${deployments.map(gateEvidence).join('; ')}`;
    return required(line, 'not known', evidence);
  }
  const version = rollout?.version ?? null;
  const isDone = deployments.every(
    (one) => one.verdict === 'pass' && (version === null || one.version === version),
  );
  return required(line, isDone ? 'done' : 'missing', deployments.map(gateEvidence).join('; '));
}

function gateEvidence({ url, verdict, version }: DeploymentFacts): string {
  return `${url}: ${verdict} for ${version}`;
}

function findingsLine({ deployments, madeAt }: Facts): ChecklistLine {
  const line = 'No difference is open';
  if (deployments.length === 0) return required(line, 'not known', 'no gate was read');
  const all = deployments.flatMap(({ findings }) => findings);
  const accepted = all.filter(
    ({ fate }) => fate.became === 'accepted' && fate.until > madeAt,
  ).length;
  const fixed = all.filter(({ fate }) => fate.became === 'fixed').length;
  const open = all.length - accepted - fixed;
  const criteria = deployments.flatMap((one) =>
    one.criteria.filter(({ criterion }) => criterion === 'findings'),
  );
  // The list is bounded; the criterion counts all.
  const isDone =
    open === 0 && criteria.length > 0 && criteria.every(({ result }) => result === 'pass');
  const evidence = `${open} open or not settled, ${accepted} accepted, ${fixed} fixed`;
  return required(line, isDone ? 'done' : 'missing', evidence);
}

function flagLine(rollout: RolloutFacts | null): ChecklistLine {
  const line = 'The flag is on and verified in every environment';
  if (rollout === null) return noRollout(line);
  const { environments } = rollout;
  const off = environments.filter(({ promotedAt }) => promotedAt === null);
  if (off.length === 0 && environments.length > 0) {
    return withPlan(rollout, line, `verified in ${namesOf(environments)}`);
  }
  return required(line, 'missing', `not verified: ${off.map(stateWords).join(', ')}`);
}

function tierLines(rollout: RolloutFacts | null): readonly ChecklistLine[] {
  if (rollout === null) return [noRollout('Canary soak'), noRollout('Tiers')];
  return rollout.tiers.map((tier, index) => {
    const line = index === 0 ? `Canary soak (tier ${tier})` : `Tier ${tier}`;
    const all = rollout.environments.filter((one) => one.tier === tier);
    const evidence = all.map(soakWords).join('; ');
    const isDone = all.length > 0 && all.every((one) => one.state === 'passed' && hasSoaked(one));
    return isDone
      ? withPlan(rollout, line, evidence === '' ? 'no environments' : evidence)
      : required(line, 'missing', evidence);
  });
}

/** Without a plan, the required time is unknown. */
function hasSoaked({ soakHoursAsked, soakHoursTaken }: Environment): boolean {
  return soakHoursAsked !== null && (soakHoursTaken ?? 0) >= soakHoursAsked;
}

function rehearsalLine(rollout: RolloutFacts | null): ChecklistLine {
  const line = 'The rollback was rehearsed in a canary';
  if (rollout === null) return noRollout(line);
  const canaries = rollout.environments.filter(({ tier }) => tier === rollout.tiers[0]);
  const words = canaries.flatMap(({ environment, rehearsal }) => {
    if (rehearsal === null) return [];
    const { at, who, rollbackMs, promoteMs } = rehearsal;
    const times = `rollback ${secondsWords(rollbackMs)}, promotion ${secondsWords(promoteMs)}`;
    return [`${environment}: ${times}, by ${who} at ${at}`];
  });
  if (words.length > 0) return required(line, 'done', words.join('; '));
  return required(line, 'missing', `no rehearsal of this version in ${namesOf(canaries)}`);
}

function validationLine({ deployments, unreachable, rollout }: Facts): ChecklistLine {
  const line = 'Every gate passes after the last environment has passed';
  if (rollout === null) return noRollout(line);
  const { environments } = rollout;
  const last = environments
    .map(({ passedAt }) => passedAt ?? '')
    .sort()
    .at(-1);
  if (last === undefined || environments.some(({ passedAt }) => passedAt === null)) {
    return required(line, 'missing', 'not every environment has passed');
  }
  const isKnown = deployments.length > 0 && unreachable.length === 0;
  if (!isKnown) return required(line, 'not known', 'not every gate was read');
  const isDone = deployments.every(
    ({ verdict, evaluatedAt }) => verdict === 'pass' && evaluatedAt >= last,
  );
  const evidence = `last environment passed at ${last}; ${deployments
    .map((one) => `${gateEvidence(one)} at ${one.evaluatedAt}`)
    .join('; ')}`;
  return required(line, isDone ? 'done' : 'missing', evidence);
}

function noRollout(line: string): ChecklistLine {
  return required(line, 'not known', 'no plan and no journal was read');
}

/** A journal alone does not show which environments were planned, and how long their soaks were to take. */
function withPlan({ isPlanned }: RolloutFacts, line: string, evidence: string): ChecklistLine {
  return isPlanned
    ? required(line, 'done', evidence)
    : required(line, 'not known', `${evidence}; only a plan states the required soak (--plan)`);
}

function namesOf(environments: readonly Environment[]): string {
  return environments.map(({ environment }) => environment).join(', ') || 'no environment';
}

function stateWords({ environment, state }: Environment): string {
  return `${environment} (${state})`;
}

function soakWords(one: Environment): string {
  const { soakHoursAsked, soakHoursTaken } = one;
  const asked = soakHoursAsked === null ? 'not known' : `${soakHoursAsked} h`;
  const took = soakHoursTaken === null ? 'nothing' : `${soakHoursTaken.toFixed(1)} h`;
  return `${stateWords(one)}: required ${asked}, soaked ${took}`;
}
