import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import {
  type ObservedExchange,
  recordExchange,
} from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import type { CriterionName, VerdictWord } from '../../../src/vocabulary/verdict.ts';
import {
  exchangeOf,
  hourMs,
  margins,
  place,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';
import { runsOf } from '../../support/long-runs.ts';
import { type Hits, lowerEnd, upperEnd } from '../statistics/hits.ts';
import { jitter, seededRandom } from '../statistics/seeded-random.ts';

/*
 * What is promised of the gate is a frequency, so that many rollouts are played through, each with
 * somebody who looks every hour and stops at the first verdict that is not inconclusive. Seeds are
 * fixed: a run that fails fails always. The runs are few, to be quick, and more with `LONG=1`. What is
 * asserted is an end of an interval (Clopper and Pearson, 95 %): 0 of 60 show that a rate is 4.9 % at
 * most, 0 of 20 that it is 14 %, 0 of 10 that it is 26 %, 0 of 5 that it is 45 %.
 */

type Random = () => number;
type World = (random: Random) => Partial<ObservedExchange>;

interface Rollout {
  readonly world: World;
  readonly hours: number;
  readonly perHour: number;
  readonly hasSecondary?: boolean;
  /** The one criterion to look at; the verdict, when left out. */
  readonly criterion?: CriterionName;
}

interface Outcome {
  readonly result: VerdictWord;
  readonly exchanges: number;
}

const budget = 0.01;
const alpha = 0.05;
/** The bound on a rate that 20 runs can show. */
const twentyRuns = 0.15;

/** Plays one rollout until it is failed, looking every hour. */
function play(rollout: Rollout, seed: number): Outcome {
  const { world, hours, perHour, hasSecondary = false, criterion } = rollout;
  const random = seededRandom(seed);
  const evidence = emptyEvidence();
  const policy = policyOf({ mismatchBudget: budget }, { hasSecondary });
  let result: VerdictWord = 'inconclusive';
  for (let hour = 1; hour <= hours; hour += 1) {
    for (let at = 0; at < perHour; at += 1) {
      const wallClockMs = startMs + (hour - 1 + at / perHour) * hourMs;
      recordExchange(evidence, exchangeOf({ wallClockMs, ...world(random) }), margins);
    }
    const verdict = evaluateGate(evidence, policy, startMs + hour * hourMs, undisturbed);
    result = verdict.criteria.find((one) => one.criterion === criterion)?.result ?? verdict.verdict;
    if (result === 'fail') return { result, exchanges: hour * perHour };
  }
  return { result, exchanges: hours * perHour };
}

function playMany(runs: number, rollout: Rollout): readonly Outcome[] {
  return Array.from({ length: runs }, (_, run) => play(rollout, run + 1));
}

function ended(outcomes: readonly Outcome[], result: VerdictWord): Hits {
  const hits = outcomes.filter((one) => one.result === result).length;
  return { hits, runs: outcomes.length };
}

/** A number that is off by one. */
const cost = [{ ...place('$.cost'), nature: 'number', distance: 1 } as const];
const none: ObservedExchange['differences'] = [];
const noDifference = { differences: none, truncated: false };

function mismatching(rate: number): World {
  return (random) => ({ differences: random() < rate ? cost : none });
}

/** Candidate and secondary each differ from primary in `$.cost` with the given probability. */
function noisy(candidate: number, secondary: number): World {
  return (random) => ({
    differences: random() < candidate ? cost : none,
    secondary: { differences: random() < secondary ? cost : none, truncated: false },
  });
}

/** The candidate takes `factor` times as long, each leg with a jitter of its own. */
function slower(factor: number, spread: number): World {
  return (random) => ({
    latency: {
      candidateMs: 200 * factor * jitter(random, spread),
      referenceMs: 200 * jitter(random, spread),
    },
  });
}

/** Within its budgets, if only just; both deployments fail now and then, each by itself. */
const justWithinBudgets: World = (random) => ({
  ...mismatching(budget)(random),
  ...slower(1, 0.3)(random),
  candidateError: random() < 0.02,
  primaryError: random() < 0.02,
});

const twiceTheBudget: World = mismatching(2 * budget);

const twiceTheBudgetWithSecondary: World = (random) => ({
  ...twiceTheBudget(random),
  secondary: noDifference,
});

/** The same, with a secondary that answers one exchange in twenty. */
function seldomJudged(world: World): World {
  return (random) => {
    const { secondary = null, ...others } = world(random);
    return { ...others, secondary: random() < 0.05 ? secondary : null };
  };
}

describe('a good candidate that is judged every hour for 48 hours', () => {
  it('fails in at most α of the rollouts with mismatches just within the budget', () => {
    const outcomes = playMany(runsOf(60, 200), {
      world: justWithinBudgets,
      hours: 48,
      perHour: 60,
    });
    expect(upperEnd(ended(outcomes, 'fail'))).toBeLessThanOrEqual(alpha);
  });

  it('fails in at most α of the rollouts if a field is noise in 30 % of the exchanges', () => {
    const rollout = { world: noisy(0.3, 0.3), hours: 48, perHour: 60, hasSecondary: true };
    const outcomes = playMany(runsOf(60, 200), rollout);
    expect(upperEnd(ended(outcomes, 'fail'))).toBeLessThanOrEqual(alpha);
  });

  it('passes the mismatch criterion although a field is noise in all exchanges', () => {
    const rollout = {
      world: noisy(1, 1),
      hours: 48,
      perHour: 60,
      hasSecondary: true,
      criterion: 'mismatches',
    } as const;
    const outcomes = playMany(runsOf(20, 50), rollout);
    expect(lowerEnd(ended(outcomes, 'pass'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('does not fail because of noise in 30 % if the secondary answers one exchange in twenty', () => {
    const world = seldomJudged(noisy(0.3, 0.3));
    const rollout = { world, hours: 48, perHour: 60, hasSecondary: true } as const;
    const outcomes = playMany(runsOf(20, 100), rollout);
    expect(upperEnd(ended(outcomes, 'fail'))).toBeLessThanOrEqual(twentyRuns);
  });

  it('is not delayed by noise in all exchanges if the secondary answers one exchange in twenty', () => {
    const world = seldomJudged(noisy(1, 1));
    const rollout = { world, hours: 48, perHour: 60, hasSecondary: true } as const;
    const mismatches = playMany(runsOf(20, 50), { ...rollout, criterion: 'mismatches' });
    expect(lowerEnd(ended(mismatches, 'pass'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('does not fail as slower because of a jitter of 30 %', () => {
    const rollout = { world: slower(1, 0.3), hours: 48, perHour: 200 } as const;
    const outcomes = playMany(runsOf(20, 50), { ...rollout, criterion: 'latency' });
    expect(upperEnd(ended(outcomes, 'fail'))).toBeLessThanOrEqual(twentyRuns);
  });
});

describe('a bad candidate', () => {
  it('fails within 8,000 exchanges in 95 % of the rollouts at twice the budget', () => {
    const outcomes = playMany(runsOf(60, 200), {
      world: twiceTheBudget,
      hours: 80,
      perHour: 100,
    });
    expect(lowerEnd(ended(outcomes, 'fail'))).toBeGreaterThanOrEqual(0.95);
  });

  it('fails within 8,000 exchanges in 95 % of the rollouts with a noise model', () => {
    const outcomes = playMany(runsOf(60, 200), {
      world: twiceTheBudgetWithSecondary,
      hours: 80,
      perHour: 100,
      hasSecondary: true,
    });
    expect(lowerEnd(ended(outcomes, 'fail'))).toBeGreaterThanOrEqual(0.95);
  });

  it('fails within 50,000 exchanges if the secondary answers one exchange in twenty', () => {
    const world = seldomJudged(twiceTheBudgetWithSecondary);
    const outcomes = playMany(20, { world, hours: 50, perHour: 1000, hasSecondary: true });
    expect(lowerEnd(ended(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('fails within 150,000 exchanges if it differs in 33 % and noise is 30 %', () => {
    const rollout = { world: noisy(0.33, 0.3), hours: 150, perHour: 1000, hasSecondary: true };
    expect(ended(playMany(5, rollout), 'fail').hits).toBe(5);
  });

  it('fails within two days if it is 5 % slower, at a jitter of 10 %', () => {
    const rollout = { world: slower(1.05, 0.1), hours: 48, perHour: 400 };
    const outcomes = playMany(20, { ...rollout, criterion: 'latency' });
    expect(lowerEnd(ended(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('fails within a day if it is 20 % slower, at a jitter of 30 %', () => {
    const rollout = { world: slower(1.2, 0.3), hours: 24, perHour: 400 };
    expect(ended(playMany(10, { ...rollout, criterion: 'latency' }), 'fail').hits).toBe(10);
  });
});
