import type { Verdict } from '../../src/vocabulary/verdict.ts';
import { jitter, seededRandom } from '../control/statistics/seeded-random.ts';
import type { Traffic } from '../control/statistics/traffic.ts';
import type { GateModel, ModelExchange } from './gate-model.ts';

/** Traffic over time: the nature of an exchange at a time, given the previous ones. */
export type Stream = (random: () => number) => (atMs: number) => ModelExchange;

export type Differences = NonNullable<ModelExchange['differences']>;

export const hourMs = 3_600_000;
export const blockMs = 600_000;

const none: Differences = [];
export const total: Differences = [{ aspect: 'body', kind: 'changed', template: '$.total' }];
export const one: Differences = [
  { aspect: 'body', kind: 'changed', template: '$.total', nature: 'number', distance: 1 },
];

/** A level that is drawn anew every hour. */
function everyHour<Level>(draw: () => Level): (atMs: number) => Level {
  let hour = Number.NaN;
  let level = draw();
  return (atMs) => {
    const now = Math.floor(atMs / hourMs);
    if (now !== hour) [hour, level] = [now, draw()];
    return level;
  };
}

/** A mismatch wherever the traffic has a hit. */
export function mismatching(traffic: Traffic): Stream {
  return (random) => {
    const isHit = traffic(random);
    return () => (isHit() ? { differences: total } : {});
  };
}

/** An error of either deployment wherever traffic of its own has a hit. */
export function failing(traffic: Traffic): Stream {
  return (random) => {
    const [candidate, primary] = [traffic(random), traffic(random)];
    return () => ({ error: candidate(), primaryError: primary() });
  };
}

/** Mismatches in one hour out of six, `rate` on average. */
export function mismatchingHours(rate: number): Stream {
  return (random) => {
    const rateAt = everyHour(() => (random() < 1 / 6 ? 6 * rate : 0));
    return (atMs) => (random() < rateAt(atMs) ? { differences: total } : {});
  };
}

/** Errors of either deployment in one hour out of six, each in hours of its own. */
export function failingHours(rate: number): Stream {
  return (random) => {
    const [candidate, primary] = [0, 1].map(() =>
      everyHour(() => (random() < 1 / 6 ? 6 * rate : 0)),
    ) as [(atMs: number) => number, (atMs: number) => number];
    return (atMs) => ({
      error: random() < candidate(atMs),
      primaryError: random() < primary(atMs),
    });
  };
}

/** A field that is noise in one hour out of three, 30 % on average; each side in hours of its own. */
export function noisyHours(noise: Differences): Stream {
  return (random) => {
    const draw = (): number => (random() < 1 / 3 ? 0.9 : 0);
    const [candidate, secondary] = [everyHour(draw), everyHour(draw)];
    return (atMs) => ({
      differences: random() < candidate(atMs) ? noise : none,
      secondary: random() < secondary(atMs) ? noise : none,
    });
  };
}

/** A field with noise at `rate` in candidate and secondary, and a bug of the candidate in the same field. */
export function noisy(
  rate: number,
  noise: Differences,
  bug: { readonly rate: number; readonly difference: Differences } = { rate: 0, difference: none },
): Stream {
  return (random) => () => {
    const mere = random() < rate ? noise : none;
    return {
      differences: random() < bug.rate ? bug.difference : mere,
      secondary: random() < rate ? noise : none,
    };
  };
}

interface Timed {
  /** How many times as long the candidate takes, drawn for each exchange. */
  readonly factor?: (random: () => number) => number;
  readonly medianMs?: number;
  readonly spread?: number;
  /** How often an hour is one in which a side takes twice as long, each side by itself. */
  readonly slowHours?: number;
}

/** Times with a jitter of their own on either side. */
export function timed({ factor, medianMs = 60, spread = 0.4, slowHours = 0 }: Timed): Stream {
  return (random) => {
    const draw = (): number => (random() < slowHours ? 2 : 1);
    const [candidate, reference] = [everyHour(draw), everyHour(draw)];
    return (atMs) => ({
      candidateMs: medianMs * candidate(atMs) * jitter(random, spread) * (factor?.(random) ?? 1),
      referenceMs: medianMs * reference(atMs) * jitter(random, spread),
    });
  };
}

export interface Play {
  readonly stream: Stream;
  readonly blocks: number;
  readonly perBlock: (block: number) => number;
  /** How many areas; whose an exchange is comes out at random, so that bursts and sessions touch many. */
  readonly areas?: number;
}

/** Little at night and much by day, around the same mean. */
export function dayAndNight(mean: number): (block: number) => number {
  return (block) => Math.round(mean * (1 + 0.95 * Math.sin((2 * Math.PI * block) / 144)));
}

/**
 * Plays a stream, and looks each time a block of ten minutes has ended.
 *
 * @param look gets the verdict; a play ends where it returns true
 */
export function play(
  gate: GateModel,
  { stream, blocks, perBlock, areas = 1 }: Play,
  seed: number,
  look: (verdict: Verdict, block: number) => boolean,
): void {
  const exchangeAt = stream(seededRandom(seed));
  const areaRandom = seededRandom(-seed);
  for (let block = 0; block < blocks; block += 1) {
    const n = perBlock(block);
    for (let at = 0; at < n; at += 1) {
      const atMs = (block + at / n) * blockMs;
      gate.record(atMs, { route: Math.floor(areaRandom() * areas), ...exchangeAt(atMs) });
    }
    if (look(gate.judge((block + 1) * blockMs), block)) return;
  }
}
