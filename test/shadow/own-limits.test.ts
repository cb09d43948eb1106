/**
 * Parallax may run out of descriptors, ports or memory. That is its own trouble: nothing of it may be
 * held against the candidate.
 */
import { syncBuiltinESMExports } from 'node:module';
import net, { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/until.ts';
import { mirrorTo, ok } from './raw-candidate.ts';
import { answerOf } from './shadow-under-test.ts';

/** Makes all connections to the candidate fail from now on, at each address; returns a function that ends it. */
function exhaust(...codes: readonly string[]): () => void {
  const spy = vi.spyOn(net, 'connect').mockImplementation(() => {
    const socket = new Socket();
    const errors = codes.map((code) =>
      Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' }),
    );
    // As Node has it, of several addresses: with the code of the first.
    const error =
      errors.length === 1
        ? errors[0]
        : Object.assign(new AggregateError(errors), { code: codes[0] });
    setImmediate(() => socket.destroy(error));
    return socket;
  });
  syncBuiltinESMExports();
  const restore = (): void => {
    spy.mockRestore();
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  return restore;
}

const unsent = { kind: 'unsent', reason: 'own_limits' };

describe('a request that Parallax cannot send for lack of its own resources', () => {
  it.each([
    ['EMFILE'],
    ['ENFILE'],
    ['EADDRNOTAVAIL'],
    ['EADDRINUSE'],
    ['EAGAIN'],
    ['ENOBUFS'],
    ['ENOMEM'],
    ['ENETDOWN'],
    ['EPERM'],
    ['EAI_AGAIN'],
    ['EAI_SYSTEM'],
    ['ENETUNREACH', 'EMFILE'],
    ['ECONNREFUSED', 'EMFILE'],
  ])('is shed, and no failure of the candidate: %s %s', async (...codes) => {
    const shadow = await mirrorTo((socket) => socket.write(ok));
    const restore = exhaust(...codes);
    const code = codes.at(-1);
    for (let i = 0; i < 25; i += 1) expect(await shadow.mirror()).toEqual(unsent);
    expect(shadow.report()).toMatchObject({
      shed: { own_limits: 25 },
      ownLimits: { candidate: 25 },
      gauges: { breaker_open: 0 },
    });
    expect(shadow.lines).toContainEqual(expect.objectContaining({ reason: 'own_limits', code }));
    restore();
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
  });

  it.each([
    ['ECONNREFUSED'],
    ['ENETUNREACH'],
    ['EHOSTUNREACH'],
    ['ETIMEDOUT'],
    ['ENOTFOUND'],
    ['CERT_HAS_EXPIRED'],
    // The machine has no IPv6 address, and the candidate's other address refuses.
    ['EADDRNOTAVAIL', 'ECONNREFUSED'],
    ['ENETUNREACH', 'ECONNREFUSED'],
  ])(
    'differs from one that fails because the candidate cannot be reached: %s %s',
    async (...codes) => {
      const shadow = await mirrorTo((socket) => socket.write(ok));
      exhaust(...codes);
      expect(await shadow.mirror()).toMatchObject({ kind: 'failed', failure: 'refused' });
    },
  );

  it('is sent later for its effect, and counted once, if it is a write', async () => {
    const sent: string[] = [];
    const shadow = await mirrorTo((socket, request) => {
      sent.push(request.toString().split(' ', 2).join(' '));
      socket.write(ok);
    });
    const restore = exhaust('EMFILE');
    expect(await shadow.mirror({ method: 'POST', target: '/things' })).toEqual(unsent);
    expect(shadow.report().gauges['held_writes']).toBe(1);
    restore();
    await until(() => sent.includes('POST /things'));
    await until(() => shadow.report().gauges['mirror_in_flight'] === 0);
    expect(shadow.pairs).toHaveLength(1);
  });

  it('does not count against the secondary', async () => {
    const shadow = await mirrorTo((socket) => socket.write(ok), {
      secondary: { url: 'http://127.0.0.1:2', ownState: true },
    });
    exhaust('EMFILE');
    for (let i = 0; i < 25; i += 1) await shadow.mirror();
    expect(shadow.pairs.every(({ secondary }) => secondary === null)).toBe(true);
    expect(shadow.report().gauges).toMatchObject({
      secondary_failures: 0,
      secondary_breaker_open: 0,
    });
  });
});
