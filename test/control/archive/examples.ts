import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { Difference } from '../../../src/vocabulary/difference.ts';
import { differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { specimenOf } from './specimen-fixture.ts';

/** The instance whose exchanges {@link nameOf} names. */
export const instance = 'k3x9';

export const specimen = { ...specimenOf(), alignment: { stretches: [], cut: false } };

export const startMs = Date.now() - 3_600_000;
let sequence = 0;

/** A mismatch with a specimen, each a second later than the one before. */
export function example(
  differences: readonly Difference[] = [differenceOf()],
  facts: Partial<Comparison> = {},
): Comparison {
  sequence += 1;
  const wallClockMs = startMs + 1000 * sequence;
  return mismatchOf(differences, { sequence, wallClockMs, specimen, ...facts });
}

/** A difference at a path. */
export function at(template: string): Difference {
  return differenceOf({ path: template, template });
}

export function nameOf({ sequence: number }: Comparison): string {
  return `${instance}-${number.toString(36)}`;
}
