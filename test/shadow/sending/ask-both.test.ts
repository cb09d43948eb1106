import { describe, expect, it } from 'vitest';
import { askBoth } from '../../../src/shadow/sending/ask-both.ts';
import type { Leg } from '../../../src/vocabulary/pair.ts';
import { seededRandom } from '../../control/statistics/seeded-random.ts';

function legNamed(name: string): Leg {
  const response = { head: Buffer.from(name), body: Buffer.alloc(0) };
  return {
    kind: 'answered',
    response,
    firstByteMs: 1,
    totalMs: 2,
    firstPayloadMs: null,
    largestGapMs: null,
    askedAtMs: 0,
    answeredAtMs: 0,
  };
}

const ours = legNamed('candidate');
const theirs = legNamed('secondary');

/** Sends to both deployments, which answer on demand. */
function askHeld(random: () => number) {
  const asked: string[] = [];
  const settled: (readonly [Leg, Leg | null])[] = [];
  const answers: { candidate?: (leg: Leg) => void; secondary?: (leg: Leg | null) => void } = {};
  askBoth(
    {
      candidate: (onLeg) => {
        asked.push('candidate');
        answers.candidate = onLeg;
      },
      secondary: (onLeg) => {
        asked.push('secondary');
        answers.secondary = onLeg;
      },
      random,
    },
    (...legs) => settled.push(legs),
  );
  return { asked, settled, answers };
}

describe('the answers of candidate and secondary', () => {
  it.each(['candidate first', 'secondary first'])(
    'are reported once both are complete: %s',
    (order) => {
      const { settled, answers } = askHeld(() => 0);
      const tellCandidate = (): void => answers.candidate?.(ours);
      const tellSecondary = (): void => answers.secondary?.(theirs);
      const steps = [tellCandidate, tellSecondary];
      const [first, last] = order === 'candidate first' ? steps : steps.toReversed();
      first?.();
      expect(settled).toEqual([]);
      last?.();
      expect(settled).toEqual([[ours, theirs]]);
    },
  );

  it('are reported if they complete before the other deployment is asked', () => {
    for (const draw of [0, 0.9]) {
      const settled: unknown[] = [];
      askBoth(
        {
          candidate: (onLeg) => onLeg(ours),
          secondary: (onLeg) => onLeg(null),
          random: () => draw,
        },
        (...legs) => settled.push(legs),
      );
      expect(settled).toEqual([[ours, null]]);
    }
  });

  it('are that of the candidate alone without a secondary', () => {
    const settled: unknown[] = [];
    askBoth({ candidate: (onLeg) => onLeg(ours), secondary: null, random: () => 0.9 }, (...legs) =>
      settled.push(legs),
    );
    expect(settled).toEqual([[ours, null]]);
  });
});

describe('the order of asking candidate and secondary', () => {
  it('is random, with equal probability', () => {
    const random = seededRandom(7);
    let first = 0;
    for (let i = 0; i < 2000; i += 1) {
      const { asked } = askHeld(random);
      expect(asked.toSorted()).toEqual(['candidate', 'secondary']);
      if (asked[0] === 'candidate') first += 1;
    }
    expect(Math.abs(first - 1000)).toBeLessThan(100);
  });
});
