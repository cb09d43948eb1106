import type { CriterionResult } from '../../vocabulary/verdict.ts';
import type { Circumstances, Hold } from './overrides.ts';
import { formatExchanges } from '../../vocabulary/format.ts';

const byWaiting = { exchanges: null, waitMs: null };

/** Is all evidence of the candidate that runs now? */
export function epochCriterion(
  epochs: ReadonlyMap<string, number>,
  {
    epoch: running,
    unknownVersion = null,
    otherRules = null,
    otherCandidate = null,
  }: Pick<Circumstances, 'epoch' | 'unknownVersion' | 'otherRules' | 'otherCandidate'>,
): CriterionResult {
  const fault = otherRules === null ? faultOf() : otherRulesFault(otherRules);

  function faultOf(): string | null {
    return (
      epochFault(epochs, running) ??
      (otherCandidate === null ? null : otherCandidateFault(otherCandidate)) ??
      replacedFault(unknownVersion?.replacedAtMs ?? null)
    );
  }

  return {
    criterion: 'epoch',
    area: null,
    result: fault === null ? 'pass' : 'inconclusive',
    rate: null,
    needs: fault === null ? null : byWaiting,
    reason:
      fault ??
      (unknownVersion === null
        ? `All evidence is of candidate ${running ?? [...epochs.keys()].join()}.`
        : `The candidate reports no version, and Parallax does not see a restart between two requests. ${howToSay}`),
  };
}

/** Its result about the candidate is not that of the present rules. */
function otherRulesFault({ epoch, untilMs }: NonNullable<Circumstances['otherRules']>): string {
  const until = new Date(untilMs).toISOString();
  return `This part of epoch ${epoch} was compared under other rules, until ${until}.`;
}

/** During a rollout of the config, two configs are in force; if it lasts longer, two candidates share a store. */
function otherCandidateFault({
  judged,
  own,
}: NonNullable<Circumstances['otherCandidate']>): string {
  return (
    `The evidence is of the candidate at ${judged}, and this process mirrors to ${own}: ` +
    'all processes on a store need the same candidate.'
  );
}

function epochFault(epochs: ReadonlyMap<string, number>, running: string | null): string | null {
  const [first] = epochs.keys();
  if (first === undefined) return 'No exchange was compared yet.';
  if (epochs.size > 1) {
    return `The evidence is of ${epochs.size} candidate versions: ${[...epochs.keys()].join(', ')}.`;
  }
  if (running === null || running === first) return null;
  return (
    `The evidence, ${formatExchanges(epochs.get(first) ?? 0)}, is of candidate ${first}; ` +
    `${running} runs now.`
  );
}

const howToSay =
  'Set candidate.version: fixed, the version itself; header, the response header that has it; or poll, ' +
  'a path of the candidate that answers with it.';

function replacedFault(replacedAtMs: number | null): string | null {
  if (replacedAtMs === null) return null;
  return (
    `The candidate reports no version, and it was stopped at ` +
    `${new Date(replacedAtMs).toISOString()}: evidence from before may be of another build. ` +
    `${howToSay} Or reset the evidence.`
  );
}

/** Is the promotion free of a hold? */
export function holdCriterion(hold: Hold | null): CriterionResult {
  return {
    criterion: 'hold',
    area: null,
    result: hold === null ? 'pass' : 'inconclusive',
    rate: null,
    needs: hold === null ? null : byWaiting,
    reason:
      hold === null
        ? 'Nobody holds the promotion.'
        : `Held by ${hold.who} since ${new Date(hold.sinceMs).toISOString()}: ${hold.why}`,
  };
}
