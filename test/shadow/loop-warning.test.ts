import { describe, expect, it } from 'vitest';
import { mirrorTo, ok } from './raw-candidate.ts';

/** What is logged when a request has this name of an exchange. */
async function loggedFor(name: string): Promise<readonly unknown[]> {
  const shadow = await mirrorTo((socket) => socket.write(ok));
  const fields = ['Host', 'a', 'x-parallax-exchange', name];
  expect(await shadow.mirror({ fields })).toEqual({ kind: 'unsent', reason: 'already_mirrored' });
  return shadow.lines.map(({ msg }) => msg);
}

describe('a request that comes back from the candidate', () => {
  it('is logged as a loop', async () => {
    expect(await loggedFor('test-1')).toEqual([
      'a request that was mirrored came back: the candidate, or what it calls, sends to this ' +
        'Parallax; it was relayed to primary, and is not mirrored again',
    ]);
  });

  it('is told apart from what another Parallax mirrors here', async () => {
    expect(await loggedFor('0a1b2c3d-1')).toEqual([
      'a request came that another Parallax had mirrored: it was relayed, and is not mirrored again',
    ]);
  });
});
