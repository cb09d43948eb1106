import type { Count } from '../../../src/control/statistics/confidence-sequence.ts';

/** Whether the next exchange is a hit. */
export type Traffic = (random: () => number) => () => boolean;

export function independent(rate: number): Traffic {
  return (random) => () => random() < rate;
}

/** For 200 exchanges on average, 20 % are hits; then none for a while. */
export function bursts(rate: number): Traffic {
  const share = rate / 0.2;
  return (random) => {
    let isOn = random() < share;
    return () => {
      if (random() < (isOn ? 1 : share / (1 - share)) / 200) isOn = !isOn;
      return isOn && random() < 0.2;
    };
  };
}

/** 30 clients at a time with some 50 requests each; a few clients are hit in all of them. */
export function sessions(rate: number): Traffic {
  return (random) => {
    const isHit = Array.from({ length: 30 }, () => random() < rate);
    return () => {
      const client = Math.floor(random() * isHit.length);
      const hit = isHit[client] === true;
      if (random() < 1 / 50) isHit[client] = random() < rate;
      return hit;
    };
  };
}

/** Blocks of traffic, of as many exchanges as `sizeOf` returns. */
export function blocksOf(
  traffic: Traffic,
  random: () => number,
  length: number,
  sizeOf: (block: number) => number,
): Count[] {
  const isHit = traffic(random);
  return Array.from({ length }, (_, block) => {
    const n = sizeOf(block);
    let k = 0;
    for (let exchange = 0; exchange < n; exchange += 1) if (isHit()) k += 1;
    return { k, n };
  });
}

export function sumOf(blocks: readonly Count[]): Count {
  return blocks.reduce((sum, { k, n }) => ({ k: sum.k + k, n: sum.n + n }), { k: 0, n: 0 });
}
