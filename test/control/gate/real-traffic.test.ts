import { describe, expect, it } from 'vitest';
import { gateModel } from '../../support/gate-model.ts';
import { seededRandom } from '../statistics/seeded-random.ts';

/*
 * Traffic as it is, rather than independent exchanges: bursts, sessions, rare routes, gaps. Seeds are
 * fixed: a run that fails fails always.
 */

const [minuteMs, hourMs] = [60_000, 3_600_000];
const dayMs = 24 * hourMs;
const cost = [{ aspect: 'body', kind: 'changed', template: '$.cost' } as const];
const byRates = { findings: 'budget' };

/** How many runs are ever failed, looked at every 75 seconds, where half the budget of 1 % is wrong. */
function shareFailed(runs: number, isWrongAt: (random: () => number) => () => boolean): number {
  const model = gateModel({ settings: { ...byRates, defaults: { mismatchBudget: 0.01 } } });
  let failed = 0;
  for (let run = 1; run <= runs; run += 1) {
    const [gate, isWrong] = [model(), isWrongAt(seededRandom(run))];
    let verdict = 'inconclusive';
    for (let at = 1; at <= 20_000 && verdict !== 'fail'; at += 1) {
      gate.record(at * 500, { differences: isWrong() ? cost : [] });
      if (at % 150 === 0) ({ verdict } = gate.judge(at * 500));
    }
    if (verdict === 'fail') failed += 1;
  }
  return failed / runs;
}

/** One of five is wrong, for 200 exchanges on average. */
function inBursts(random: () => number): () => boolean {
  const share = 0.025;
  let isOn = random() < share;
  return () => {
    if (random() < (isOn ? 1 : share / (1 - share)) / 200) isOn = !isOn;
    return isOn && random() < 0.2;
  };
}

/** Of 30 clients with 50 requests each, some get nothing but wrong answers. */
function inSessions(random: () => number): () => boolean {
  const isHit = Array.from({ length: 30 }, () => random() < 0.005);
  return () => {
    const client = Math.floor(random() * 30);
    const isWrong = isHit[client] === true;
    if (random() < 1 / 50) isHit[client] = random() < 0.005;
    return isWrong;
  };
}

describe('a candidate at half of its budget, over hours', () => {
  it('fails in at most one of twenty runs where mismatches come in bursts', () => {
    expect(shareFailed(20, inBursts)).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it('fails in at most one of twenty runs where single sessions get them all', () => {
    expect(shareFailed(20, inSessions)).toBeLessThanOrEqual(0.05);
  }, 60_000);
});

describe('the gate', () => {
  it('no longer passes after 200 wrong answers in a row, however many were right before', () => {
    const gate = gateModel({ settings: byRates })();
    for (let at = 0; at < 50_000; at += 1) gate.record((at * 25 * hourMs) / 50_000);
    expect(gate.judge(25 * hourMs).verdict).toBe('pass');
    for (let at = 0; at < 200; at += 1) gate.record(25 * hourMs + at * 100, { error: true });
    expect(gate.judge(25 * hourMs + 20_000).verdict).not.toBe('pass');
  });

  it('fails on a route that is always wrong, however seldom it is asked for', () => {
    const routes = [
      { match: 'GET /list', area: 'shop' },
      { match: 'POST /refund', area: 'shop' },
    ];
    const gate = gateModel({ routes })();
    for (let at = 0; at < 100_000; at += 1) {
      const isRefund = at % 700 === 0;
      gate.record(at * 900, { route: isRefund ? 1 : 0, error: isRefund });
    }
    expect(gate.judge(100_000 * 900).verdict).toBe('fail');
  });

  it('does not count a day without traffic as soak', () => {
    const gate = gateModel({})();
    for (let at = 0; at < 6_000; at += 1) gate.record(at * 10);
    gate.record(dayMs + minuteMs);
    const soak = gate
      .judge(dayMs + minuteMs)
      .criteria.find(({ criterion }) => criterion === 'soak');
    expect(soak?.result).toBe('inconclusive');
  });

  it('does not put many differences of the candidate down to one of the secondary', () => {
    const gate = gateModel({ secondary: true, settings: { defaults: { soakHours: 0 } } })();
    for (let at = 0; at < 5_000; at += 1) {
      const differences = at % 250 === 9 ? cost : [];
      gate.record(at * 1000, { differences, secondary: at === 100 ? cost : [] });
    }
    expect(gate.judge(5_000_000).verdict).not.toBe('pass');
  });

  it('does not pass where one of a hundred answers takes ten times as long', () => {
    const [gate, random] = [gateModel({})(), seededRandom(7)];
    for (let at = 0; at < 60_000; at += 1) {
      const candidateMs = 60 * (0.8 + 0.4 * random()) * (random() < 0.01 ? 10 : 1);
      gate.record(at * 1500, { candidateMs, referenceMs: 60 * (0.8 + 0.4 * random()) });
    }
    expect(gate.judge(60_000 * 1500).verdict).not.toBe('pass');
  });
});
