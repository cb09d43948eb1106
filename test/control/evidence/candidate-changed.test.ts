import { describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../../src/control/evidence/kept-evidence.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { keptEvidence } from './evidence-under-test.ts';

const green = 'http://green.test:5001';
const blue = 'http://blue.test:5001';

function feed(evidence: KeptEvidence, facts: object = {}): void {
  evidence.record(comparisonOf(facts));
}

function comparedIn(evidence: KeptEvidence): Record<string, number> {
  const epochs = evidence.epochs().map(({ key }) => {
    const routes = [...(evidence.evidenceOf(key)?.routes.values() ?? [])];
    return [key, routes.reduce((sum, { compared }) => sum + compared, 0)];
  });
  return Object.fromEntries(epochs) as Record<string, number>;
}

describe('another deployment as the candidate', () => {
  it('begins an epoch of the same version', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence, { candidateVersion: 'v1' });
    evidence.candidateChanged(blue, 2);
    expect(evidence.epoch).toMatchObject({
      key: 'v1 (2)',
      version: 'v1',
      startedBecause: 'candidate',
      candidate: blue,
    });
    feed(evidence, { candidateVersion: 'v1', revision: 2 });
    expect(comparedIn(evidence)).toEqual({ 'v1 (2)': 1, v1: 1 });
  });

  it('begins no epoch if it is the same deployment', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence);
    evidence.candidateChanged(green, 2);
    expect(evidence.epochs()).toHaveLength(1);
  });

  it('begins no epoch if nothing was compared with the previous one', () => {
    const evidence = keptEvidence({ candidate: green });
    evidence.candidateChanged(blue, 2);
    expect(evidence.epochs()).toEqual([
      expect.objectContaining({ startedBecause: 'first', candidate: blue }),
    ]);
  });

  it('leaves earlier exchanges in the epoch of the previous deployment', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence, { candidateVersion: 'v1' });
    evidence.candidateChanged(blue, 2);
    feed(evidence, { candidateVersion: 'v1', revision: 1 });
    feed(evidence, { revision: 1 });
    expect(comparedIn(evidence)).toEqual({ 'v1 (2)': 0, v1: 3 });
  });

  it('gets an epoch of its version once it reports another one', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence, { candidateVersion: 'v1' });
    evidence.candidateChanged(blue, 2);
    feed(evidence, { candidateVersion: 'v2', revision: 2 });
    expect(evidence.epoch).toMatchObject({ key: 'v2', startedBecause: 'candidate' });
    expect(comparedIn(evidence)).toEqual({ v2: 1, v1: 1 });
  });

  it('continues its own epoch when it returns with the same version', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence, { candidateVersion: 'v1' });
    evidence.candidateChanged(blue, 2);
    feed(evidence, { candidateVersion: 'v1', revision: 2 });
    evidence.candidateChanged(green, 3);
    feed(evidence, { candidateVersion: 'v1', revision: 3 });
    expect(comparedIn(evidence)).toEqual({ 'v1 (2)': 1, v1: 2 });
  });

  it('begins a new epoch when it returns with an unknown version', () => {
    const evidence = keptEvidence({ candidate: green });
    feed(evidence);
    evidence.candidateChanged(blue, 2);
    feed(evidence, { revision: 2 });
    evidence.candidateChanged(green, 3);
    feed(evidence, { revision: 3 });
    expect(Object.values(comparedIn(evidence))).toEqual([1, 1, 1]);
  });

  it('drops no epoch in favour of one without comparisons', () => {
    const evidence = keptEvidence({ candidate: green });
    for (const candidateVersion of ['v1', 'v2', 'v3']) feed(evidence, { candidateVersion });
    for (let revision = 2; revision <= 201; revision += 1) {
      evidence.candidateChanged(revision % 2 === 0 ? blue : green, revision);
    }
    const compared = comparedIn(evidence);
    expect(compared).toMatchObject({ v1: 1, v2: 1, v3: 1 });
    expect(Object.keys(compared).length).toBeLessThanOrEqual(4);
  });
});
