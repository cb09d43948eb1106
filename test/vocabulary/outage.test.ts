import { describe, expect, it } from 'vitest';
import { connectFaultOf, OutageState } from '../../src/vocabulary/outage.ts';

describe('the reason for a failed connection', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timeout'],
    ['ENOTFOUND', 'unresolved'],
    ['EAI_AGAIN', 'unresolved'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ECONNRESET', 'reset'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['unix:ENOENT', 'refused'],
    ['unix:EAGAIN', 'refused'],
    ['unix:EACCES', 'denied'],
    ['', 'other'],
    ['constructor', 'other'],
  ])('is known for the code %s: %s', (code, fault) => {
    expect(connectFaultOf(code)).toBe(fault);
  });
});

describe('an outage', () => {
  const url = 'http://candidate.test';
  let now = 1000;
  const stateOf = (): OutageState => new OutageState({ deployment: 'candidate', url }, () => now);

  it('does not exist before the first attempt', () => {
    expect(stateOf().outage).toBe(null);
  });

  it('lasts since the first failure, with the last reason', () => {
    const state = stateOf();
    now = 1000;
    state.failed('refused');
    now = 2000;
    state.failed('timeout');
    expect(state.outage).toEqual({ deployment: 'candidate', url, fault: 'timeout', sinceMs: 1000 });
  });

  it('ends with a connection, and the next one is a new one', () => {
    const state = stateOf();
    state.failed('refused');
    state.connected();
    expect(state.outage).toBe(null);
    now = 5000;
    state.failed('refused');
    expect(state.outage).toMatchObject({ sinceMs: 5000 });
  });
});
