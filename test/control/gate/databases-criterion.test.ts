import { describe, expect, it } from 'vitest';
import { databasesCriterion } from '../../../src/control/gate/databases-criterion.ts';
import { addValue, type Side, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { type Watched, watchedKey, type WatchedName } from '../../../src/vocabulary/watched.ts';
import { seededRandom } from '../statistics/seeded-random.ts';

const lengthMs = 10_000;
const policy = { lengthMs, factors: new Map([['statements' as const, 1.5]]) };
const alpha = 0.05 / 4 / 7;

interface Model {
  readonly blocks?: number;
  readonly exchanges?: (block: number) => number;
  /** For an exchange in a block, of a side; null where it was not read. */
  readonly statements?: (side: Side, block: number) => number | null;
  /** Exchanges of primary that policy keeps from the candidate. */
  readonly keptBack?: number;
  readonly faults?: readonly string[];
}

function judged({ blocks = 144, exchanges = () => 100, faults = [], ...model }: Model) {
  const { statements = () => 2, keptBack = 0 } = model;
  const watched: Watched = new Map();
  const add = (name: string, block: WatchedName['block'], side: Side, sum: number, n: number) =>
    addValue(sumsAt(watched, watchedKey({ kind: 'database', name, block }))[side], sum, n);
  for (let index = 0; index < blocks; index += 1) {
    const n = exchanges(index);
    for (const side of ['primary', 'candidate'] as const) {
      const each = statements(side, index);
      for (const block of [null, { lengthMs, index }]) {
        add('exchanges', block, side, 0, n);
        if (each !== null) add('statements', block, side, each * n, n);
      }
    }
  }
  if (keptBack > 0) add('kept back', null, 'primary', 0, keptBack);
  return databasesCriterion({ watched, policy, alpha, faults });
}

const ofCandidate = (side: Side, value: number, other = 2): number =>
  side === 'candidate' ? value : other;

/** Most of the exchanges are in few blocks. */
function isPeak(block: number): boolean {
  return block % 10 === 0;
}

describe('the criterion of databases', () => {
  it('passes a candidate that runs the same statements', () => {
    expect(judged({}).result).toBe('pass');
  });

  it('fails an N+1, and states the ratio', () => {
    const found = judged({ statements: (side) => ofCandidate(side, 52) });
    expect(found).toMatchObject({ result: 'fail', area: null });
    expect(found.reason).toBe(
      'statements per exchange: 2 on primary, 52 on the candidate, which is 26 times as much; ' +
        '1.5 times is allowed, and the ratio was over that in 137 of 137 blocks of 10 s.',
    );
  });

  it.each([
    ['primary', 'primary', [0, 2]],
    ['candidate', 'the candidate', [2, 0]],
  ] as const)(
    'is inconclusive if the database of %s has counted no statement',
    (_, words, [primary, candidate]) => {
      expect(judged({ statements: (side) => ofCandidate(side, candidate, primary) })).toMatchObject(
        {
          result: 'inconclusive',
          reason: `No statement was counted in the database of ${words}: check its url and role.`,
        },
      );
    },
  );

  it('passes an N+1 that primary has, too', () => {
    expect(judged({ statements: (side) => ofCandidate(side, 2, 52) }).result).toBe('pass');
  });

  it('waits while the candidate is over the budget without a proof', () => {
    const found = judged({ blocks: 40, statements: (side) => ofCandidate(side, 4) });
    expect(found).toMatchObject({ result: 'inconclusive' });
    expect(found.reason).toMatch(/That is not proof yet\.$/);
  });

  it('waits if most blocks are within the budget and the blocks with most exchanges are not', () => {
    const found = judged({
      exchanges: (block) => (isPeak(block) ? 100_000 : 100),
      statements: (side, block) => (isPeak(block) ? ofCandidate(side, 20) : 2),
    });
    expect(found.result).toBe('inconclusive');
  });

  it('has no proof if most blocks are over the budget and the blocks with most exchanges are within', () => {
    const found = judged({
      exchanges: (block) => (isPeak(block) ? 100_000 : 100),
      statements: (side, block) => (isPeak(block) ? 2 : ofCandidate(side, 4)),
    });
    expect(found.result).toBe('inconclusive');
  });

  it('waits for enough blocks', () => {
    expect(judged({ blocks: 20 })).toMatchObject({
      result: 'inconclusive',
      reason: 'Both databases were read in 13 blocks of 10 s with exchanges; 24 are needed.',
    });
  });

  it('leaves out the first blocks, in which caches fill', () => {
    const found = judged({
      statements: (side, block) => ofCandidate(side, block < 6 ? 900 : 2, 2),
    });
    expect(found.reason).toContain('in 0 of 137 blocks');
  });

  it('does not apply old readings to later exchanges', () => {
    expect(judged({ statements: (_, block) => (block < 140 ? 2 : null) })).toMatchObject({
      result: 'inconclusive',
      reason: 'Parallax did not read both databases in the latest 4 blocks of 10 s with exchanges.',
    });
  });

  it('passes while there are no exchanges', () => {
    expect(judged({ exchanges: (block) => (block < 100 ? 100 : 0) }).result).toBe('pass');
  });

  it('waits while it cannot read a database', () => {
    expect(judged({ faults: ['the database of primary cannot be reached'] })).toMatchObject({
      result: 'inconclusive',
      reason: 'The database of primary cannot be reached.',
    });
  });

  it('does not judge if policy keeps much traffic from the candidate', () => {
    const found = judged({ keptBack: 2000, statements: (side) => ofCandidate(side, 52) });
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toMatch(/^Policy keeps 13\.?\d* %/);
  });

  it('fails none of 200 candidates at the budget, with noise that persists for a while', () => {
    const runs = Array.from({ length: 200 }, (_, seed) => {
      const random = seededRandom(seed);
      let state = 0;
      const statements = (side: Side): number => {
        if (side === 'primary') return 2;
        state = 0.5 * state + 0.2 * (random() - 0.5);
        return 2 * 1.4 * Math.exp(state);
      };
      return judged({ statements }).result;
    });
    expect(runs.filter((one) => one === 'fail')).toEqual([]);
  });
});
