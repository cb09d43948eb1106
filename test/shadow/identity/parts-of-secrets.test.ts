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

describe('the start of a secret that consists of letters', () => {
  it('is that of the whole secret in the same answer', () => {
    expect(outcomes(keys(7, 'condt_asdfghjkl12345', 'condt_asdf'), theirs)).toEqual([
      'match',
      'match',
    ]);
  });

  it('is that of the secret for which a recording has a placeholder', () => {
    const recorded = keys(7, 'parallax-secret-0123456789abcdef', 'condt_asdf');
    expect(outcomes(recorded, theirs)).toEqual(['match', 'match']);
  });

  it('differs if it is not the start of the candidate’s secret', () => {
    const wrong = keys(
      'b7f0c3d1-3e9a-4b52-9c2d-8e4f7d1e2f30',
      'condt_qwertyuiop12345',
      'condt_zxcv',
    );
    const recorded = keys(7, 'parallax-secret-0123456789abcdef', 'condt_asdf');
    expect(outcomes(recorded, wrong)[0]).toBe('mismatch');
  });
});
