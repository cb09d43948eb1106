import { describe, expect, it } from 'vitest';
import { SelfSampler } from '../../../src/shadow/sending/self-sampler.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { seededRandom } from '../../control/statistics/seeded-random.ts';
import { exchangesFrom } from '../exchange-fixture.ts';

const exchange = exchangesFrom();
const idle = { waiting: 0, repeating: 0 };
const unhurried = 1_000_000;

function samplerOf({
  share = 1,
  perSecondMax = unhurried,
  now = (): number => 0,
} = {}): SelfSampler {
  return new SelfSampler({ share, perSecondMax, now, random: seededRandom(3) });
}

function failing(): Exchange {
  const head = Buffer.from('HTTP/1.1 503 Service Unavailable\r\n\r\n');
  return exchange({}, { response: { head, body: Buffer.alloc(0) } });
}

function count(times: number, test: () => boolean): number {
  let passed = 0;
  for (let i = 0; i < times; i += 1) if (test()) passed += 1;
  return passed;
}

describe('the copies that primary gets as the secondary', () => {
  it('are the configured share', () => {
    const sampler = samplerOf({ share: 0.05 });
    expect(Math.abs(count(10_000, () => sampler.takes(idle)) - 500)).toBeLessThan(70);
  });

  it('are at most the configured number per second, for any traffic', () => {
    let now = 0;
    const sampler = samplerOf({ perSecondMax: 5, now: () => now });
    const perSecond = Array.from({ length: 4 }, () => {
      const taken = count(1000, () => {
        now += 1;
        return sampler.takes(idle);
      });
      return taken;
    });
    expect(perSecond[0]).toBeLessThanOrEqual(10);
    expect(perSecond.slice(1)).toEqual([5, 5, 5]);
  });

  it('are one in two seconds with a limit of one half per second', () => {
    let now = 0;
    const sampler = samplerOf({ perSecondMax: 0.5, now: () => now });
    const taken = count(40, () => {
      now += 250;
      return sampler.takes(idle);
    });
    expect(taken).toBe(5);
  });

  it.each([
    ['something waits for the candidate', { waiting: 1, repeating: 0 }],
    ['two are in flight', { waiting: 0, repeating: 2 }],
  ])('are none while %s', (_, load) => {
    const sampler = samplerOf();
    expect(sampler.takes(load)).toBe(false);
    expect(sampler.takes(idle)).toBe(true);
  });
});

describe('a primary that has failed as the secondary', () => {
  it('gets no copies until twenty exchanges have succeeded', () => {
    const sampler = samplerOf();
    sampler.note(failing(), false);
    const sent = Array.from({ length: 25 }, () => {
      sampler.note(exchange(), false);
      return sampler.takes(idle);
    });
    expect(sent.indexOf(true)).toBe(19);
    expect(sent.lastIndexOf(false)).toBe(18);
  });
});

it('does not recover by exchanges without an answer', () => {
  const sampler = samplerOf();
  const nothing = { head: Buffer.alloc(0), body: Buffer.alloc(0) };
  sampler.note(failing(), false);
  for (let i = 0; i < 25; i += 1) sampler.note(exchange({}, { response: nothing }), false);
  expect(sampler.takes(idle)).toBe(false);
});

describe('a copy for primary as the secondary', () => {
  it('is discarded if primary answered a write after the exchange began', () => {
    const sampler = samplerOf();
    const [before, read, during] = [exchange(), exchange(), exchange()];
    sampler.note(before, true);
    expect(sampler.isOvertaken(read)).toBe(false);
    sampler.note(during, false);
    expect(sampler.isOvertaken(read)).toBe(false);
    sampler.note({ ...during, startedAt: read.startedAt }, true);
    expect(sampler.isOvertaken(read)).toBe(true);
  });

  it('is discarded if a write was in progress that primary may have answered meanwhile, unseen by a busy thread', () => {
    const sampler = samplerOf();
    const read = exchange({}, { openWrites: [900] });
    sampler.note(read, false);
    expect(sampler.isOvertaken(read)).toBe(true);
  });

  it('is not discarded because of writes that are in progress for long, such as streams', () => {
    const sampler = samplerOf();
    const [first, second] = [exchange(), exchange()];
    sampler.note({ ...first, openWrites: [900] }, false);
    const read = { ...second, openWrites: [900], endedAt: first.endedAt + 1_000 };
    sampler.note(read, false);
    expect(sampler.isOvertaken(read)).toBe(false);
  });
});
