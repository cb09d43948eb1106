import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGateNow, limitsOf, verdictOn } from '../../src/cli/replay-verdict.ts';
import { listen } from '../support/raw-socket.ts';

const verdicts = ['pass', 'fail', 'inconclusive'] as const;
const whole = { mayMissMore: false, notCounted: 0, changedStatuses: 5, knownStatuses: 100 };

describe('the verdict of a replay', () => {
  it('is that of the gate if the replay read and counted everything, and primary answered as recorded', () => {
    const limits = limitsOf(whole);
    expect(verdicts.map((one) => verdictOn(limits, one))).toEqual(verdicts);
  });

  it.each([
    ['an unknown number of exchanges was not read', { mayMissMore: true }],
    ['a result did not arrive', { notCounted: 1 }],
    [
      'more than 5 % of primary’s answers have another status than recorded',
      { changedStatuses: 6 },
    ],
    ['primary gave few answers, and all have another status than recorded', { knownStatuses: 5 }],
  ])('is inconclusive in place of pass, and stays fail, if %s', (_, more) => {
    const limits = limitsOf({ ...whole, ...more });
    expect(limits).toHaveLength(1);
    const ended = verdicts.map((one) => verdictOn(limits, one));
    expect(ended).toEqual(['inconclusive', 'fail', 'inconclusive']);
  });
});

/** The verdict of a gate that gives these answers, one after the other: a status, or members of the answer. */
async function verdictOf(...answers: readonly (number | object)[]): Promise<unknown> {
  const left = [...answers];
  const server = createServer((_, response) => {
    const answer = left.shift();
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(JSON.stringify({ epoch: null, reasons: [], criteria: [], ...answer }));
  });
  const url = new URL(`http://127.0.0.1:${await listen(server)}/`);
  onTestFinished(() => void server.close());
  const { value } = await askGateNow({ url, token: null, ca: null });
  return value?.verdict;
}

describe('the gate at the end of a replay', () => {
  const last = { verdict: 'fail', evaluatedAtMs: Date.now() + 60_000 };

  it('is asked again if its verdict was computed before the replay ended', async () => {
    const judged = { verdict: 'pass', evaluatedAtMs: Date.now() - 500 };
    expect(await verdictOf(judged, last)).toBe('fail');
  });

  it('is asked again while it is busy', async () => {
    expect(await verdictOf(503, 503, last)).toBe('fail');
  });
});
