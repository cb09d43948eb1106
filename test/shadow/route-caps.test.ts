import { describe, expect, it } from 'vitest';
import { RouteCaps } from '../../src/shadow/route-caps.ts';
import { seededRandom } from '../control/statistics/seeded-random.ts';

/** Caps on a clock that the test moves. */
function capsAt(random: () => number = () => 0) {
  let nowMs = 1000;
  const caps = new RouteCaps({ now: () => nowMs, random });
  return {
    caps,
    goOn: (ms: number): void => void (nowMs += ms),
    /** The number of exchanges at this time that the cap allows. */
    sent: (count: number, perSecondMax: number | null, match = 'POST /chat'): number => {
      const asked = Array.from({ length: count }, () => caps.admits({ match, perSecondMax }));
      return asked.filter(Boolean).length;
    },
  };
}

describe('the cap of a route', () => {
  it.each([
    [0.5, 5],
    [2, 5],
    [50, 50],
  ])('of %d per second allows %d at once', (perSecondMax, burst) => {
    expect(capsAt().sent(1000, perSecondMax)).toBe(burst);
  });

  it('allows only one burst after the longest pause', () => {
    const { sent, goOn } = capsAt();
    sent(1000, 2);
    goOn(24 * 3_600_000);
    expect(sent(1000, 2)).toBe(5);
  });

  it.each([
    ['a steady flow', 10, 1],
    ['bursts', 1000, 100],
    ['a flood', 10, 50],
  ])('is never exceeded over a longer time, and nearly used up, with %s', (_, everyMs, atOnce) => {
    const { sent, goOn } = capsAt(seededRandom(1));
    let count = 0;
    for (let ms = 0; ms < 600_000; ms += everyMs) {
      count += sent(atOnce, 10);
      goOn(everyMs);
    }
    expect(count).toBeLessThanOrEqual(10 + 10 * 600);
    expect(count).toBeGreaterThan(0.8 * 10 * 600);
  });

  it('allows all requests below it', () => {
    const { sent, goOn } = capsAt(seededRandom(1));
    let count = 0;
    for (let at = 0; at < 1000; at += 1) {
      count += sent(1, 10);
      goOn(125);
    }
    expect(count).toBe(1000);
  });

  it('allows the last requests of bursts, too', () => {
    const { caps, goOn } = capsAt(seededRandom(1));
    const byPlace = Array.from({ length: 20 }, () => 0);
    for (let burst = 0; burst < 4000; burst += 1) {
      for (let place = 0; place < 20; place += 1) {
        if (caps.admits({ match: 'POST /chat', perSecondMax: 1 })) byPlace[place]! += 1;
      }
      goOn(60_000);
    }
    // 5 of 20 would be 1,000 for each place.
    expect(Math.min(...byPlace)).toBeGreaterThan(250);
  });

  it('treats two alternating requests equally at twice its rate', () => {
    const { caps, goOn } = capsAt(seededRandom(1));
    const sentOf = [0, 0];
    for (let at = 0; at < 8000; at += 1) {
      if (caps.admits({ match: 'POST /chat', perSecondMax: 1 })) sentOf[at % 2]! += 1;
      goOn(500);
    }
    expect(Math.min(...sentOf)).toBeGreaterThan(0.8 * Math.max(...sentOf));
  });

  it('allows all of a slow flow soon after a flood', () => {
    const { sent, goOn } = capsAt(seededRandom(1));
    for (let ms = 0; ms < 10_000; ms += 1) {
      sent(50, 10);
      goOn(1);
    }
    for (let at = 0; at < 2000; at += 1) {
      sent(1, 10);
      goOn(125);
    }
    const after = Array.from({ length: 100 }, () => {
      goOn(125);
      return sent(1, 10);
    });
    expect(after.filter((one) => one === 1)).toHaveLength(100);
  });

  it('is separate for each route', () => {
    const { sent } = capsAt();
    sent(1000, 2, 'POST /chat');
    expect(sent(1000, 2, 'POST /images')).toBe(5);
  });

  it('does not exist if the config has none', () => {
    expect(capsAt().sent(1000, null)).toBe(1000);
  });
});

describe('the cap of a route after a reload', () => {
  const capped = [{ match: 'POST /chat', perSecondMax: 2 }];

  it('allows no additional burst', () => {
    const { caps, sent } = capsAt();
    sent(1000, 2);
    caps.keepOnly(capped);
    expect(sent(1000, 2)).toBe(0);
  });

  it('allows no burst if it changes, however often, and holds at once', () => {
    const { caps, sent, goOn } = capsAt();
    sent(1000, 2);
    for (let at = 0; at < 100; at += 1) {
      caps.keepOnly([{ match: 'POST /chat', perSecondMax: 2 + at }]);
      expect(sent(10, 2 + at)).toBe(0);
    }
    goOn(10_000);
    expect(sent(1000, 20)).toBe(20);
  });

  it('is forgotten if the config no longer has it', () => {
    const { caps, sent } = capsAt();
    sent(1000, 2);
    caps.keepOnly([{ match: 'POST /chat' }]);
    expect(sent(1000, 2)).toBe(5);
  });
});
