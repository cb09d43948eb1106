import { describe, expect, it } from 'vitest';
import {
  isLostOnTheWay,
  missed,
  shareOf,
  unexplained,
  withheldMatches,
  wronglyCaused,
} from './random/claims.ts';
import { chanceAt, run, type RunOptions } from './random/random-run.ts';
import type { Leaving } from './random/thing-service.ts';
import { losses, type Trouble, troubles } from './random/troubles.ts';

/** `LONG=1`: what another test shows as well, though not by itself. */
const isLong = process.env['LONG'] === '1';

const traffic = (seed: number): RunOptions => ({ seed, clients: 4, steps: 50 });

/** A client leaves in one of thirty requests. */
function leavingAt(seed: number): (step: number) => Leaving | null {
  return (step) => {
    if (chanceAt(seed, step, 'leave') > 0.03) return null;
    return chanceAt(seed, step, 'how') < 0.5 ? 'before' : 'amid';
  };
}

function troubleAt(
  seed: number,
  kinds: readonly Trouble[] = troubles,
): (step: number) => Trouble | null {
  return (step) => {
    if (chanceAt(seed, step, 'trouble') > 0.06) return null;
    return kinds[Math.floor(chanceAt(seed, step, 'kind') * kinds.length)] ?? null;
  };
}

const wrongAnswers = troubles.filter((trouble) => !losses.has(trouble));
const search = { match: 'POST /search', safe: true };
/** So low that only the burst at the start is sent on. */
const cappedCreations = { routes: [search, { match: 'POST /things', perSecondMax: 0.001 }] };
const sampledCreations = { routes: [search, { match: 'POST /things', sample: 0.000_001 }] };
const halfOfSessions = { mirror: { methods: 'all', sample: 0.5, sampleBy: 'authorization' } };

describe('two equal deployments of a random stateful API', () => {
  it.runIf(isLong).each([1])(
    'match in everything, one request after the other (seed %i)',
    async (seed) => {
      const { outcomes } = await run({ ...traffic(seed), useSecrets: true });
      expect(Object.keys(outcomes)).toEqual(['match']);
    },
  );

  it.each([2])('match if no client breaks off (seed %i)', async (seed) => {
    const { steps, outcomes } = await run({
      ...traffic(seed),
      useSecrets: true,
      leavingAt: leavingAt(seed),
    });
    expect(Object.keys(outcomes).toSorted()).toEqual(['match', 'skipped']);
    expect(outcomes.skipped).toBeLessThanOrEqual(steps.filter(({ hasLeft }) => hasLeft).length);
  });

  it.each([1])('differ only by races if clients race (seed %i)', async (seed) => {
    const raced = await run({ ...traffic(seed), areConcurrent: true });
    expect(unexplained(raced)).toEqual([]);
    expect(withheldMatches(raced)).toEqual([]);
    expect(raced.outcomes).not.toHaveProperty('cascade');
    expect(shareOf(raced, 'racy')).toBeLessThan(0.25);
  });

  it.each([2])('differ only by the effects of unsampled sessions (seed %i)', async (seed) => {
    const sampled = await run({ ...traffic(seed), settings: halfOfSessions });
    expect(unexplained(sampled)).toEqual([]);
    expect(withheldMatches(sampled)).toEqual([]);
    const reasons = sampled.steps
      .filter(({ outcome }) => outcome === 'cascade')
      .map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['not_sampled']));
  });
});

describe('a random stateful API with a policy for one route', () => {
  const policies = [
    [1, 'route_rate', cappedCreations],
    [1, 'not_sampled', sampledCreations],
  ] as const;

  it.each(isLong ? policies : policies.slice(0, 1))(
    'differs only by the effects of exchanges that the policy leaves out (seed %i, %s)',
    async (seed, reason, settings) => {
      const partly = await run({ ...traffic(seed), settings });
      expect(unexplained(partly)).toEqual([]);
      expect(withheldMatches(partly)).toEqual([]);
      const cascades = partly.steps.filter(({ outcome }) => outcome === 'cascade');
      expect(new Set(cascades.map((step) => step.reason))).toEqual(new Set([reason]));
    },
  );

  it.each([1])(
    'has a mismatch for each wrong answer below the cap, and no other (seed %i)',
    async (seed) => {
      const settings = cappedCreations;
      const wrong = await run({
        ...traffic(seed),
        settings,
        troubleAt: troubleAt(seed, ['falsifies']),
      });
      const made = wrong.steps.filter(({ trouble }) => trouble !== null).map(({ step }) => step);
      const found = wrong.steps.filter(({ outcome }) => outcome === 'mismatch');
      expect(made.length).toBeGreaterThan(0);
      expect(found.map(({ step }) => step)).toEqual(made);
      expect(withheldMatches(wrong)).toEqual([]);
    },
  );
});

describe('a candidate of a random stateful API with random errors', () => {
  it.each([1])('has a mismatch for each wrong answer, and no other (seed %i)', async (seed) => {
    const wrong = await run({ ...traffic(seed), troubleAt: troubleAt(seed, wrongAnswers) });
    const made = wrong.steps.filter(({ trouble }) => trouble !== null).map(({ step }) => step);
    const found = wrong.steps.filter(({ outcome }) => outcome !== 'match');
    expect(made.length).toBeGreaterThan(0);
    expect(found.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(
      made.map((step) => `${step} mismatch`),
    );
  });

  it.each([1])('is excused exactly for the effects of its losses (seed %i)', async (seed) => {
    const troubled = await run({ ...traffic(seed), troubleAt: troubleAt(seed) });
    expect(missed(troubled)).toEqual([]);
    // From then on, writes go on connections of their own, and a reset counts.
    expect(troubled.steps.filter(isLostOnTheWay).length).toBeLessThanOrEqual(1);
    expect(unexplained(troubled)).toEqual([]);
    expect(withheldMatches(troubled)).toEqual([]);
    expect(wronglyCaused(troubled)).toEqual([]);
  });

  it.each([2])(
    'hides no match and raises few false alarms with losses, races, broken-off requests and sampling (seed %i)',
    async (seed) => {
      const mixed = await run({
        ...traffic(seed),
        areConcurrent: true,
        settings: halfOfSessions,
        leavingAt: leavingAt(seed),
        troubleAt: troubleAt(seed),
      });
      expect(withheldMatches(mixed)).toEqual([]);
      expect(unexplained(mixed).length).toBeLessThan(mixed.steps.length / 10);
    },
  );
});
