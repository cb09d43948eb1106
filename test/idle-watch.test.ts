import { describe, expect, it } from 'vitest';
import { IdleWatch } from '../src/idle-watch.ts';

function workFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('a time that ends while the thread has been at work', () => {
  const watch = new IdleWatch();
  workFor(10);
  watch.look(performance.now());

  it('is not told where the work could make up most of it', () => {
    expect(watch.canTell(20)).toBe(false);
  });

  it('is told where the work could make up little of it', () => {
    expect(watch.canTell(60_000)).toBe(true);
  });
});

describe('a time that ends just after a pause', () => {
  it('is told, whatever was done before the pause', async () => {
    const watch = new IdleWatch();
    workFor(500);
    watch.look(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 20));
    watch.look(performance.now());
    expect(watch.canTell(5_000)).toBe(true);
  });
});
