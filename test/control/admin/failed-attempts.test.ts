import { describe, expect, it } from 'vitest';
import { FailedAttempts } from '../../../src/control/admin/access/failed-attempts.ts';

const peer = '10.0.0.7';

function afterFailures(count: number): FailedAttempts {
  const attempts = new FailedAttempts();
  for (let one = 0; one < count; one += 1) attempts.add(peer, 0);
  return attempts;
}

describe('an address with wrong tokens', () => {
  it('may try ten times', () => {
    expect(afterFailures(9).blockedSeconds(peer, 0)).toBe(0);
    expect(afterFailures(10).blockedSeconds(peer, 0)).toBe(1);
  });

  it('may try again a second after the last attempt', () => {
    const attempts = afterFailures(10);
    expect(attempts.blockedSeconds(peer, 999)).toBe(1);
    expect(attempts.blockedSeconds(peer, 1000)).toBe(0);
  });

  it('may try once a second at most', () => {
    const attempts = afterFailures(10);
    let heard = 0;
    for (let atMs = 0; atMs < 60_000; atMs += 10) {
      if (attempts.blockedSeconds(peer, atMs) > 0) continue;
      heard += 1;
      attempts.add(peer, atMs);
    }
    expect(heard).toBeLessThan(60);
  });

  it('is not locked out by a program that sends an old token every few seconds', () => {
    const attempts = new FailedAttempts();
    for (let atMs = 0; atMs < 600_000; atMs += 5000) {
      expect(attempts.blockedSeconds(peer, atMs)).toBe(0);
      attempts.add(peer, atMs);
    }
  });

  it('does not lock out other addresses', () => {
    expect(afterFailures(100).blockedSeconds('10.0.0.8', 0)).toBe(0);
  });
});
