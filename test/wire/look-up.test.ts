import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { codeOf, isOwnLimitCode } from '../../src/wire/own-limits.ts';

const upstream = new URL('../../src/wire/upstream.ts', import.meta.url).href;
const ownLimits = new URL('../../src/wire/own-limits.ts', import.meta.url).href;

/** Connects by name to a port that refuses, with this number of free descriptors. */
function connectWith(descriptors: 'none' | 'some'): string {
  const script = `
    import { openSync } from 'node:fs';
    import { connectUpstream, parseUpstream } from '${upstream}';
    import { codeOf } from '${ownLimits}';
    const connect = () => {
      const socket = connectUpstream(parseUpstream('http://localhost:1'), { onReady() {}, onData() {} });
      socket.on('error', (error) => { process.stdout.write(codeOf(error)); process.exit(); });
    };
    // What the start of the process has open is closed a little later, and would leave room.
    let fullTurns = 0;
    const fill = () => {
      const before = fullTurns;
      fullTurns += 1;
      try { for (;;) { openSync(process.execPath, 'r'); fullTurns = 0; } } catch {}
      if (before < 20 && fullTurns === 20) connect();
    };
    if (${descriptors === 'none'}) setInterval(fill, 1);
    else connect();
  `;
  const words = ['-c', 'ulimit -n 64; exec "$@"', 'limited', process.execPath];
  const ran = spawnSync('sh', [...words, '--input-type=module-typescript', '-e', script], {
    encoding: 'utf8',
  });
  return ran.stdout;
}

describe.runIf(process.platform === 'linux')('the look-up of a host without descriptors', () => {
  it('is not reported as an unknown host', () => {
    expect(connectWith('none')).toBe('EMFILE');
  });

  it('is reported as a refusal if the host refuses', () => {
    expect(connectWith('some')).toBe('ECONNREFUSED');
  });
});

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** An error of Node after attempts at several addresses: with the code of the first. */
function several(...codes: string[]): Error {
  return Object.assign(new AggregateError(codes.map(withCode)), { code: codes[0] });
}

describe('the reason for a connection error', () => {
  it.each([
    [['ECONNREFUSED', 'ECONNREFUSED'], 'ECONNREFUSED'],
    [['EADDRNOTAVAIL', 'ECONNREFUSED'], 'ECONNREFUSED'],
    [['ENETUNREACH', 'ETIMEDOUT'], 'ETIMEDOUT'],
    [['ENETUNREACH', 'EMFILE'], 'EMFILE'],
    [['ECONNREFUSED', 'ENOBUFS'], 'ENOBUFS'],
    [['EADDRNOTAVAIL', 'EADDRNOTAVAIL'], 'EADDRNOTAVAIL'],
    [['ENETUNREACH', 'ENETUNREACH'], 'ENETUNREACH'],
  ])('for several addresses, %j, is %s', (codes, code) => {
    expect(codeOf(several(...codes))).toBe(code);
  });

  it.each([
    ['ENOENT', 'unix:ENOENT'],
    ['EACCES', 'unix:EACCES'],
    ['EPERM', 'unix:EPERM'],
    ['EAGAIN', 'unix:EAGAIN'],
    ['ECONNREFUSED', 'ECONNREFUSED'],
    ['EMFILE', 'EMFILE'],
  ])('of a Unix socket, %s, is %s', (code, named) => {
    const error = Object.assign(withCode(code), { syscall: 'connect', address: '/run/api.sock' });
    expect([codeOf(error), isOwnLimitCode(codeOf(error))]).toEqual([named, code === 'EMFILE']);
  });

  it.each(['EACCES', 'EPERM', 'EAGAIN'])('is one of Parallax itself for %s', (code) => {
    const error = Object.assign(withCode(code), { syscall: 'connect', address: '127.0.0.1' });
    expect([codeOf(error), isOwnLimitCode(codeOf(error))]).toEqual([code, true]);
  });

  it('is that of its cause if it has none', () => {
    expect(codeOf(new Error('no', { cause: withCode('ENOMEM') }))).toBe('ENOMEM');
  });

  it('is none of Parallax itself for an untrusted certificate', () => {
    expect(isOwnLimitCode('DEPTH_ZERO_SELF_SIGNED_CERT')).toBe(false);
  });
});
