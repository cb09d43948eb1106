import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askGateNow, limitsOf, verdictOn } from '../../src/cli/replay-verdict.ts';
import { listen } from '../support/raw-socket.ts';

const verdicts = ['pass', 'fail', 'inconclusive'] as const;
const whole = { mayMissMore: false, notCounted: 0, changedStatuses: 5, knownStatuses: 100 };

describe('a replay', () => {
  it('ends with the verdict of the gate if all was read, counted and asked as it was recorded', () => {
    const limits = limitsOf(whole);
    expect(verdicts.map((one) => verdictOn(limits, one))).toEqual(verdicts);
  });

  it.each([
    ['nobody knows what was not read', { mayMissMore: true }],
    ['a result did not arrive', { notCounted: 1 }],
    ['more than 5 % of the answers of primary have another status', { changedStatuses: 6 }],
    ['all of the few answers of primary have another status', { knownStatuses: 5 }],
  ])('does not pass if %s, and fails as it would', (_, more) => {
    const limits = limitsOf({ ...whole, ...more });
    expect(limits).toHaveLength(1);
    const ended = verdicts.map((one) => verdictOn(limits, one));
    expect(ended).toEqual(['inconclusive', 'fail', 'inconclusive']);
  });
});

describe('the gate at the end of a replay', () => {
  it('is asked again if it was judged before, as a page had asked', async () => {
    const judged = { verdict: 'pass', evaluatedAtMs: Date.now() - 500 };
    const answers = [judged, { verdict: 'fail', evaluatedAtMs: Date.now() + 60_000 }];
    const server = createServer((_, response) => {
      const answer = { epoch: null, reasons: [], criteria: [], ...answers.shift() };
      response.end(JSON.stringify(answer));
    });
    const url = new URL(`http://127.0.0.1:${await listen(server)}/`);
    onTestFinished(() => void server.close());
    const reply = await askGateNow({ url, token: null, ca: null });
    expect(reply).toMatchObject({ value: { verdict: 'fail' } });
  });
});
