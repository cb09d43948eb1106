import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/transport/byte-budget.ts';

describe('a byte budget', () => {
  it('grants bytes up to its limit', () => {
    const budget = new ByteBudget(10);
    expect(budget.take(4)).toBe(true);
    expect(budget.take(6)).toBe(true);
    expect(budget.usedBytes).toBe(10);
  });

  it('grants all requested bytes or none', () => {
    const budget = new ByteBudget(10);
    budget.take(4);
    expect(budget.take(7)).toBe(false);
    expect(budget.usedBytes).toBe(4);
  });

  it('grants returned bytes again', () => {
    const budget = new ByteBudget(10);
    budget.take(10);
    budget.give(3);
    expect(budget.take(4)).toBe(false);
    expect(budget.take(3)).toBe(true);
  });
});
