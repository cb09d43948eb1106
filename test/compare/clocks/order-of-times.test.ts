import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { lagMemory, LagRecord } from '../../../src/vocabulary/lag-record.ts';
import { answered, exchangeOf, pairWith, parseConfig, redactor } from '../pair-fixture.ts';

const start = 1_700_000_000_000;
/** The mirror lag, and the time that each deployment needs for an answer. */
const lag = 50;
const takes = 4;

interface Times {
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface Written {
  readonly write?: (ms: number) => unknown;
  /** The time from creation on primary to the edit; negative if the edit created the thing. */
  readonly createdBefore?: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Compares edits, each of a thing that was created shortly before, with one comparer. */
function outcomesOf(
  times: number,
  candidateOf: (times: Times, nth: number) => Times,
  { write = iso, createdBefore = 30 }: Written = {},
): readonly string[] {
  const lags = new LagRecord(lagMemory());
  const comparer = createPairComparer(parseConfig({}), redactor, {
    lags: { candidate: lags, secondary: null },
  });
  const bodyOf = ({ createdAt, updatedAt }: Times): string =>
    JSON.stringify({ name: 'a', createdAt: write(createdAt), updatedAt: write(updatedAt) });
  return Array.from({ length: times }, (_, nth) => {
    const from = start + nth * 1013;
    const primary = { createdAt: from - createdBefore, updatedAt: from + 3 };
    const candidate = candidateOf(
      { createdAt: primary.createdAt + lag, updatedAt: primary.updatedAt + lag },
      nth,
    );
    lags.note({ fromMs: from - 31, toMs: from }, { fromMs: from - 31 + lag, toMs: from + lag });
    const exchange = {
      ...exchangeOf({ body: bodyOf(primary) }),
      wallClockMs: from,
      startedAt: 10,
      endedAt: 10 + takes,
    };
    const asked = { askedAtMs: from + lag, answeredAtMs: from + lag + takes };
    const leg = { ...answered({ body: bodyOf(candidate) }), ...asked };
    return comparer.compare(pairWith(exchange, leg)).outcome;
  });
}

function mismatchesIn(outcomes: readonly string[]): number {
  return outcomes.filter((outcome) => outcome === 'mismatch').length;
}

describe('two times that two requests wrote to one thing within a second', () => {
  it('are the same if they are in the same order', () => {
    expect(mismatchesIn(outcomesOf(50, (times) => times))).toBe(0);
  });

  it.each([
    [
      'the candidate does not write the time of an update',
      ({ createdAt }: Times) => ({ createdAt, updatedAt: createdAt }),
    ],
    [
      'the candidate exchanges the two times',
      ({ createdAt, updatedAt }: Times) => ({ createdAt: updatedAt, updatedAt: createdAt }),
    ],
    [
      'an update writes both times',
      ({ updatedAt }: Times) => ({ createdAt: updatedAt, updatedAt }),
    ],
  ])('differ if %s', (_, candidateOf) => {
    expect(mismatchesIn(outcomesOf(20, candidateOf))).toBe(17);
  });

  it('are the same if they are sometimes in one millisecond, as on a fast deployment', () => {
    const outcomes = outcomesOf(60, ({ createdAt, updatedAt }, nth) => ({
      createdAt,
      updatedAt: nth % 3 === 2 ? createdAt : updatedAt,
    }));
    expect(mismatchesIn(outcomes)).toBe(0);
  });

  it('are the same in whole seconds if they are equal', () => {
    const outcomes = outcomesOf(20, ({ createdAt }) => ({ createdAt, updatedAt: createdAt }), {
      write: seconds,
    });
    expect(mismatchesIn(outcomes)).toBe(0);
  });
});

describe('two times that one request wrote to one thing', () => {
  it('are the same if the candidate writes one time in both fields', () => {
    const outcomes = outcomesOf(20, ({ updatedAt }) => ({ createdAt: updatedAt, updatedAt }), {
      createdBefore: -2,
    });
    expect(mismatchesIn(outcomes)).toBe(0);
  });
});
