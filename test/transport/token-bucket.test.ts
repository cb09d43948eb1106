import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../src/transport/token-bucket.ts';

let nowMs = 0;

function bucketOf(perSecondMax: number): TokenBucket {
  nowMs = 0;
  return new TokenBucket({ perSecondMax, burstMin: 5, now: () => nowMs });
}

/** The number of tokens for this number of attempts. */
function takenOf(bucket: TokenBucket, attempts: number): number {
  return Array.from({ length: attempts }, () => bucket.take()).filter(Boolean).length;
}

describe('a token bucket', () => {
  it.each([
    [0.5, 5],
    [20, 20],
  ])('with %d a second allows a burst of %d', (perSecondMax, burst) => {
    expect(takenOf(bucketOf(perSecondMax), 100)).toBe(burst);
  });

  it('allows its rate after the burst', () => {
    const bucket = bucketOf(20);
    takenOf(bucket, 100);
    let taken = 0;
    for (let step = 0; step < 100; step += 1) {
      nowMs += 100;
      taken += takenOf(bucket, 10);
    }
    expect(taken).toBe(200);
  });

  it('allows no more than a burst after a pause', () => {
    const bucket = bucketOf(20);
    takenOf(bucket, 100);
    nowMs += 60_000;
    expect(bucket.isFull).toBe(true);
    expect(takenOf(bucket, 100)).toBe(20);
  });

  it('gets no tokens from a higher rate, and loses those above a lower one', () => {
    const bucket = bucketOf(10);
    bucket.limit(50);
    expect(takenOf(bucket, 100)).toBe(10);
    nowMs += 60_000;
    bucket.limit(8);
    expect(takenOf(bucket, 100)).toBe(8);
  });
});
