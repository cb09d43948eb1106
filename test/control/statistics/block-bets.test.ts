import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../src/vocabulary/thread-cpu.ts';
import { lowerEnd, provenAbove } from '../../../src/control/statistics/block-bets.ts';
import { seededRandom } from './seeded-random.ts';
import { blocksOf, independent } from './traffic.ts';

const alpha = 0.01;

const block = fc
  .tuple(fc.integer({ min: 0, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, share]) => ({ n, k: Math.round(n * share) }));
const someBlocks = fc.array(block, { maxLength: 40 });

describe('a test by betting on blocks', () => {
  it('proves nothing from no blocks, empty blocks or one block', () => {
    expect(lowerEnd([], alpha)).toBe(0);
    expect(lowerEnd([{ k: 0, n: 0 }], alpha)).toBe(0);
    expect(lowerEnd([{ k: 1, n: 1 }], alpha)).toBe(0);
    expect(provenAbove([{ k: 1, n: 1 }], 0.001, alpha)).toBe(false);
  });

  it('proves a smaller mean wherever it proves a larger one', () => {
    const rate = fc.double({ min: 1e-5, max: 1, noNaN: true });
    fc.assert(
      fc.property(someBlocks, rate, rate, (blocks, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const isLargeProven = provenAbove(blocks, large, alpha);
        expect(!isLargeProven || provenAbove(blocks, small, alpha)).toBe(true);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('has a lower end that separates proven from unproven means', () => {
    fc.assert(
      fc.property(someBlocks, (blocks) => {
        const lower = lowerEnd(blocks, alpha);
        expect(lower === 0 || provenAbove(blocks, lower, alpha)).toBe(true);
        expect(provenAbove(blocks, Math.max(1e-9, lower * 1.001), alpha)).toBe(false);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('keeps a proof, whatever follows', () => {
    fc.assert(
      fc.property(someBlocks, someBlocks, (blocks, later) => {
        expect(lowerEnd([...blocks, ...later], alpha)).toBeGreaterThanOrEqual(
          lowerEnd(blocks, alpha) * (1 - 1e-6),
        );
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('weighs a block of one exchange less than a block of a thousand', () => {
    const before = Array.from({ length: 4 }, () => ({ k: 20, n: 1000 }));
    const withOne = [...before, ...Array.from({ length: 3 }, () => ({ k: 1, n: 1 }))];
    const withMany = [...before, ...Array.from({ length: 3 }, () => ({ k: 1000, n: 1000 }))];
    expect(provenAbove(withOne, 0.01, alpha)).toBe(false);
    expect(provenAbove(withMany, 0.01, alpha)).toBe(true);
  });

  it('takes much longer for phases than for independent blocks with the same shares', () => {
    const steady = Array.from({ length: 48 }, (_, i) => ({ n: 600, k: i % 2 === 0 ? 480 : 300 }));
    const phases = Array.from({ length: 48 }, (_, i) => ({ n: 600, k: i % 24 < 12 ? 480 : 300 }));
    expect(lowerEnd(steady, alpha)).toBeGreaterThan(lowerEnd(phases, alpha));
  });

  it('needs a few milliseconds for 20 areas of 128 blocks', () => {
    const areas = Array.from({ length: 20 }, (_, seed) =>
      blocksOf(independent(0.02), seededRandom(seed), 128, () => 300),
    );
    const evaluate = (): number => areas.reduce((sum, blocks) => sum + lowerEnd(blocks, alpha), 0);
    evaluate();
    const startedAt = threadCpuMs();
    evaluate();
    // Measured: 1 ms. The limit allows for a machine that is shared.
    expect(threadCpuMs() - startedAt).toBeLessThan(50);
  });
});
