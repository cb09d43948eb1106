import { expect, it } from 'vitest';
import { threadCpuMs } from '../../src/vocabulary/thread-cpu.ts';
import { createWalkBudget } from '../../src/vocabulary/walk-budget.ts';
import { standStill } from '../support/stand-still.ts';

const msMax = 20;
const enoughForALook = 2_000;

function workPast(milliseconds: number): void {
  const until = threadCpuMs() + milliseconds;
  while (threadCpuMs() < until);
}

it('a walk ends once it has used its CPU time', () => {
  const budget = createWalkBudget({ nodesMax: Infinity, msMax });
  expect(budget.spend(enoughForALook)).toBe(true);
  workPast(msMax + 1);
  expect(budget.spend(enoughForALook)).toBe(false);
  expect(budget.exceeded()).toBe('it takes more than 20 ms of CPU time');
});

it('a walk does not end because the machine is busy', () => {
  const budget = createWalkBudget({ nodesMax: Infinity, msMax });
  budget.spend(enoughForALook);
  standStill(2 * msMax);
  expect(budget.spend(enoughForALook)).toBe(true);
  expect(budget.exceeded()).toBeNull();
});

it('a walk ends after its number of values', () => {
  const budget = createWalkBudget({ nodesMax: 10, msMax });
  expect(budget.spend(10)).toBe(true);
  expect(budget.spend(1)).toBe(false);
  expect(budget.exceeded()).toBe('more than 10 values');
});
