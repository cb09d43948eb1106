import { describe, expect, it } from 'vitest';
import type { VerdictWord } from '../../../src/vocabulary/verdict.ts';
import { gateModel, type ModelExchange, type ModelOptions } from '../../support/gate-model.ts';
import {
  blockMs,
  dayAndNight,
  type Differences,
  hourMs,
  mismatching,
  mismatchingHours,
  noisy,
  noisyHours,
  one,
  type Play,
  play,
  type Stream,
  timed,
  total,
} from '../../support/real-traffic.ts';
import { runsOf } from '../../support/long-runs.ts';
import { type Hits, lowerEnd, shareOf, upperEnd } from '../statistics/hits.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import { bursts, independent, sessions } from '../statistics/traffic.ts';

/*
 * Traffic as it comes, through all of the gate: bursts, sessions, phases of an hour, day and night.
 * Each run plays somebody who looks whenever a block of ten minutes has ended. Seeds are fixed. The
 * runs are few, to be quick, and more with `LONG=1`: 0 of 40 show that a rate is 7.2 % at most, 0 of
 * 20 that it is 14 %, 0 of 10 that it is 26 %; 1 of 20 shows no more than that it is 22 % at most. Where a
 * bound is on an end of an interval (Clopper and Pearson, 95 %), it has that error in it.
 */

const budget = 0.01;
const alpha = 0.05;
/** The bound on a rate that 20 runs can show. */
const twentyRuns = 0.15;
/** The bound on a rate that 10 runs can show. */
const tenRuns = 0.26;

interface Rollout extends Partial<Play>, ModelOptions {
  readonly stream: Stream;
  readonly runs: number;
}

interface Outcome {
  readonly ever: ReadonlySet<VerdictWord>;
  readonly last: VerdictWord;
}

const halfADay = 72;
const aDay = 144;
const sixHundred = (): number => 600;

/** Plays until the candidate is failed. A soak of six hours, so that there is time to pass by mistake. */
function playOne(model: ReturnType<typeof gateModel>, rollout: Rollout, seed: number): Outcome {
  const ever = new Set<VerdictWord>();
  let last: VerdictWord = 'inconclusive';
  const { blocks = aDay, perBlock = () => 300 } = rollout;
  play(model(), { ...rollout, blocks, perBlock }, seed, ({ verdict }) => {
    ever.add(verdict);
    last = verdict;
    return verdict === 'fail';
  });
  return { ever, last };
}

function playMany(rollout: Rollout): readonly Outcome[] {
  const { areas = 1, secondary = false, runs } = rollout;
  const defaults = { mismatchBudget: budget, errorBudget: budget, soakHours: 6 };
  const settings = { defaults, ...rollout.settings };
  const routes = Array.from({ length: areas }, (_, at) => ({
    match: `GET /${at}`,
    area: `a${at}`,
  }));
  const model = gateModel({ settings, routes, secondary });
  return Array.from({ length: runs }, (_, run) => playOne(model, rollout, run + 1));
}

function everIn(outcomes: readonly Outcome[], word: VerdictWord): Hits {
  return { hits: outcomes.filter(({ ever }) => ever.has(word)).length, runs: outcomes.length };
}

const far: Differences = [{ ...one[0]!, distance: 1000 }];
const minted: Differences = [{ ...total[0]!, nature: 'minted' }];
const wrongShape: Differences = [{ ...total[0]!, shape: 'uuid → text' }];

describe('a good candidate with mismatches at half its budget', () => {
  const bursty = mismatching(bursts(budget / 2));
  const rows: [string, Partial<Play> & { stream: Stream }][] = [
    ['bursts', { stream: bursty }],
    ['sessions', { stream: mismatching(sessions(budget / 2)) }],
    ['one hour in six', { stream: mismatchingHours(budget / 2) }],
    ['bursts by day and night', { stream: bursty, perBlock: dayAndNight(300), blocks: aDay }],
  ];

  const runs = runsOf(20, 40);

  it.each(rows)(`fails in at most α of ${runs} runs of %s`, (_, row) => {
    const outcomes = playMany({ perBlock: sixHundred, blocks: halfADay, runs, ...row });
    expect(shareOf(everIn(outcomes, 'fail'))).toBeLessThanOrEqual(alpha);
  });

  const runsOfAreas = runsOf(10, 20);

  it.each(rows)(`does not fail in ${runsOfAreas} runs of %s that 20 areas share`, (_, row) => {
    const outcomes = playMany({ runs: runsOfAreas, areas: 20, ...row, blocks: 24 });
    expect(upperEnd(everIn(outcomes, 'fail'))).toBeLessThanOrEqual(runsOf(tenRuns, twentyRuns));
  });
});

describe('a good candidate with phases of an hour', () => {
  const runs = runsOf(20, 40);

  it.each([
    ['plain', total],
    ['a number at a distance', one],
  ])(
    `fails in at most α of ${runs} runs with a field that is noise by the hour: %s`,
    (_, noise) => {
      const outcomes = playMany({ stream: noisyHours(noise), secondary: true, runs });
      expect(shareOf(everIn(outcomes, 'fail'))).toBeLessThanOrEqual(alpha);
    },
  );

  it(`does not demonstrably fail in more than α of ${runs} runs with hours in which either side is slow`, () => {
    const outcomes = playMany({ stream: timed({ slowHours: 0.25 }), runs });
    // It is near α, so that so few runs can only show that it is not above it.
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeLessThanOrEqual(alpha);
  });
});

function bugOf(difference: Differences) {
  return { rate: 5 * budget, difference };
}

describe('a bug at five times the budget on a noisy field', () => {
  const runs = 20;

  it.each([
    ['30 %', 0.3],
    ['100 %', 1],
  ])('never passes if nothing explains the noise, in %s', (_, rate) => {
    const stream = noisy(rate, total, bugOf(total));
    const outcomes = playMany({ stream, secondary: true, runs: runsOf(10, 20) });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(runsOf(tenRuns, twentyRuns));
  });

  it.each([
    ['30 %', 0.3],
    ['100 %', 1],
  ])('never passes and is found if its numbers have a large distance, in %s', (_, rate) => {
    const outcomes = playMany({ stream: noisy(rate, one, bugOf(far)), secondary: true, runs });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(twentyRuns);
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it.each([
    ['30 %', 0.3],
    ['100 %', 1],
  ])('never passes and is found if its values have another shape, in %s', (_, rate) => {
    const stream = noisy(rate, minted, bugOf(wrongShape));
    const outcomes = playMany({ stream, secondary: true, runs });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(twentyRuns);
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('never passes in 30 % if its numbers have no larger distance than the noise', () => {
    const stream = noisy(0.3, one, bugOf(one));
    const outcomes = playMany({ stream, secondary: true, runs: runsOf(10, 20) });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(runsOf(tenRuns, twentyRuns));
  });
});

describe('only noise in all exchanges', () => {
  it.each([
    ['ids', minted],
    ['numbers', one],
  ])('passes if it is noise of %s', (_, noise) => {
    const outcomes = playMany({ stream: noisy(1, noise), secondary: true, runs: 5 });
    expect(everIn(outcomes, 'pass').hits).toBe(5);
  });
});

describe('a single failure of the secondary', () => {
  const status: Differences = [{ aspect: 'status', kind: 'changed', template: 'status' }];

  it.each([
    ['a status', status],
    ['a field', total],
  ])('does not excuse 20 mismatches in 5,000 of %s', (_, place) => {
    const stream: Stream = (random) => {
      let seen = 0;
      return () => {
        seen += 1;
        const secondary = seen === 100 ? place : [];
        return { differences: random() * 250 < 1 ? place : [], secondary };
      };
    };
    const settings = { defaults: { soakHours: 0 } };
    const outcomes = playMany({ stream, settings, secondary: true, blocks: 17, runs: 60 });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(alpha);
  });
});

function seldomWrong(random: () => number): ModelExchange {
  return { differences: random() < 0.02 ? total : [] };
}

describe.each(['settled', 'budget'])(
  'a gate with findings: %s, at the default budgets',
  (findings) => {
    const settings = { findings };
    const stepMs = 2000;
    /** Two days. */
    const clean = 86_400;

    /** The last exchange after which the gate still passes, of so many that are wrong. */
    function lastPass(wrong: (random: () => number) => ModelExchange, most: number, every: number) {
      const gate = gateModel({ settings, secondary: true })();
      const random = seededRandom(1);
      for (let at = 0; at < clean; at += 1) gate.record(at * stepMs, { secondary: [] });
      expect(gate.judge(clean * stepMs).verdict).toBe('pass');
      let last = 0;
      for (let at = 1; at <= most; at += 1) {
        const atMs = (clean + at) * stepMs;
        gate.record(atMs, { secondary: [], ...wrong(random) });
        if (at % every === 0 && gate.judge(atMs).verdict === 'pass') last = at;
      }
      return last;
    }

    it('stops passing within 200 exchanges if all statuses are wrong after two clean days', () => {
      expect(lastPass(() => ({ error: true }), 400, 20)).toBeLessThanOrEqual(200);
    });

    it('stops passing within 200 exchanges if a field is wrong in all of them', () => {
      expect(lastPass(() => ({ differences: total }), 400, 20)).toBeLessThanOrEqual(200);
    });

    it('stops passing within 5,000 exchanges if 2 % are wrong', () => {
      expect(lastPass(seldomWrong, 7000, 500)).toBeLessThanOrEqual(5000);
    });

    it('never passes if a required route is wrong in 114 of 114 exchanges, 0.07 % of its area', () => {
      const routes = [
        { match: 'GET /list', area: 'shop' },
        { match: 'POST /refund', area: 'shop' },
      ];
      const verdictOf = (isWrong: boolean): ReadonlySet<VerdictWord> => {
        const gate = gateModel({ settings, routes })();
        const seen = new Set<VerdictWord>();
        const exchanges = 114 * 1429;
        for (let at = 0; at < exchanges; at += 1) {
          const isRare = at % 1429 === 700;
          const atMs = (at * 26 * hourMs) / exchanges;
          gate.record(atMs, { route: isRare ? 1 : 0, error: isRare && isWrong });
          if (at % 3000 === 0) seen.add(gate.judge(atMs).verdict);
        }
        return seen.add(gate.judge(26 * hourMs).verdict);
      };
      expect(verdictOf(true)).not.toContain('pass');
      expect(verdictOf(false)).toContain('pass');
    });
  },
);

/** Event streams; the candidate holds back the first event of each. */
function streaming(heldBackMs: number): Stream {
  return (random) => {
    const at = timed({ medianMs: 40 })(random);
    return (atMs) => {
      const { candidateMs = 0, referenceMs = 0 } = at(atMs);
      const firstEvent = { candidateMs: candidateMs + heldBackMs, referenceMs };
      return { stream: { firstEvent, largestGap: null } };
    };
  };
}

describe('a slower candidate', () => {
  it('never passes if 1 % of its answers take ten times as long, and passes if none does', () => {
    const settings = { defaults: { soakHours: 6 } };
    const slow = timed({ factor: (random) => (random() < 0.01 ? 10 : 1) });
    const outcomes = playMany({ stream: slow, settings, runs: 20 });
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(twentyRuns);
    const alike = playMany({ stream: timed({}), settings, perBlock: sixHundred, runs: 5 });
    expect(everIn(alike, 'pass').hits).toBe(5);
  });

  it('fails within a day if it is 20 % slower, with a jitter of 40 %', () => {
    const outcomes = playMany({ stream: timed({ factor: () => 1.2 }), runs: 20 });
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });

  it('fails within a day if it delays the first event of its streams', () => {
    const settings = { defaults: { soakHours: 6 } };
    const outcomes = playMany({ stream: streaming(406), settings, runs: 20 });
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
    expect(upperEnd(everIn(outcomes, 'pass'))).toBeLessThanOrEqual(twentyRuns);
    const alike = playMany({ stream: streaming(0), settings, runs: 5 });
    expect(everIn(alike, 'fail').hits).toBe(0);
  });
});

describe('the soak', () => {
  const exchanges = 6000;
  const judged = (timeOf: (at: number) => number): VerdictWord => {
    const gate = gateModel({})();
    for (let at = 0; at < exchanges; at += 1) gate.record(timeOf(at));
    return gate.judge(24 * hourMs + 2 * blockMs).verdict;
  };

  it('is time with traffic, and not one minute with one request a day later', () => {
    const lastMs = 24 * hourMs + blockMs;
    expect(judged((at) => (at === exchanges - 1 ? lastMs : at * 10))).toBe('inconclusive');
    expect(judged((at) => (at * lastMs) / exchanges)).toBe('pass');
  });
});

describe('a bad candidate whose mismatches come in bursts', () => {
  it('fails within a day at five times the budget', () => {
    const outcomes = playMany({ stream: mismatching(independent(5 * budget)), runs: 20 });
    expect(lowerEnd(everIn(outcomes, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
    const inBursts = playMany({ stream: mismatching(bursts(5 * budget)), runs: 20 });
    expect(upperEnd(everIn(inBursts, 'pass'))).toBeLessThanOrEqual(twentyRuns);
    expect(lowerEnd(everIn(inBursts, 'fail'))).toBeGreaterThanOrEqual(1 - twentyRuns);
  });
});
