import { describe, expect, it } from 'vitest';
import { mirrorTo, ok } from './raw-candidate.ts';

/** The log for a request with this exchange id. */
async function loggedFor(name: string): Promise<readonly unknown[]> {
  const shadow = await mirrorTo((socket) => socket.write(ok));
  const fields = ['Host', 'a', 'x-parallax-exchange', name];
  expect(await shadow.mirror({ fields })).toEqual({ kind: 'unsent', reason: 'already_mirrored' });
  return shadow.lines.map(({ msg }) => msg);
}

describe('a request that has already been mirrored', () => {
  it('is logged as a loop if this Parallax mirrored it', async () => {
    expect(await loggedFor('test-1')).toEqual([
      'a mirrored request came back: the candidate, or a service that it calls, sends requests to ' +
        'this Parallax; the request was relayed to primary, and is not mirrored again',
    ]);
  });

  it('is logged as that of another Parallax if another Parallax mirrored it', async () => {
    expect(await loggedFor('0a1b2c3d-1')).toEqual([
      'another Parallax has mirrored a request to this one: it was relayed, and is not mirrored again',
    ]);
  });
});
