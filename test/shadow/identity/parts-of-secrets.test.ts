import { describe, expect, it } from 'vitest';
import { type App, twoDeployments } from '../world/two-deployments.ts';

function keys(id: number | string, virtualKey: string, keyPrefix: string): App {
  return ({ method }) =>
    method === 'POST'
      ? { status: 201, body: { id, keyPrefix, virtualKey } }
      : { body: { id, keyPrefix } };
}

function outcomes(primary: App, candidate: App): readonly string[] {
  const ask = twoDeployments(primary, candidate);
  return [ask('POST', '/keys', { body: { name: 'a' } }), ask('GET', '/keys/7')].map(
    ({ outcome }) => outcome,
  );
}

const theirs = keys('b7f0c3d1-3e9a-4b52-9c2d-8e4f7d1e2f30', 'condt_qwertyuiop12345', 'condt_qwer');

describe('the first letters of a secret', () => {
  it('are the same as those of the whole secret in the answer', () => {
    expect(outcomes(keys(7, 'condt_asdfghjkl12345', 'condt_asdf'), theirs)).toEqual([
      'match',
      'match',
    ]);
  });

  it('are the same as those of a secret with a placeholder in a recording', () => {
    const recorded = keys(7, 'parallax-secret-0123456789abcdef', 'condt_asdf');
    expect(outcomes(recorded, theirs)).toEqual(['match', 'match']);
  });

  it('differ if the candidate’s secret begins in another way', () => {
    const wrong = keys(
      'b7f0c3d1-3e9a-4b52-9c2d-8e4f7d1e2f30',
      'condt_qwertyuiop12345',
      'condt_zxcv',
    );
    const recorded = keys(7, 'parallax-secret-0123456789abcdef', 'condt_asdf');
    expect(outcomes(recorded, wrong)[0]).toBe('mismatch');
  });
});
