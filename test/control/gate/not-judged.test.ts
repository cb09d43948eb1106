import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { notJudgedIn } from '../../../src/control/gate/not-judged.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { planeUnderTest } from '../plane-under-test.ts';
import { addExchanges, hourMs, policyOf, startMs, undisturbed } from './observed-exchange.ts';
import { database, queries } from './readings-of.ts';

const replay = {
  startedAtMs: startMs,
  judgesTimes: false,
  asksPrimary: false,
  clockSkewMs: 0,
  hasPlaceholders: false,
};
const times = ['latency', 'latency_tail', 'stream_start', 'stream_gap'];
const soaks = ['resources', 'databases', 'queries'];

/** The criteria that are not judged, if answers have these readings. */
function notJudged(readings: Parameters<typeof queries>[]): readonly string[] {
  const evidence = addExchanges(emptyEvidence(), 100, {
    readings: [database(1, 9), ...readings.map((one) => queries(...one))],
  });
  const policy = { ...policyOf(), judgesTimes: false, notJudged: notJudgedIn(replay) };
  const verdict = evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
  return verdict.notJudged.map(({ criterion }) => criterion);
}

describe('the list of criteria that are not judged', () => {
  it('is empty for live traffic', () => {
    expect(notJudgedIn(undefined)).toEqual([]);
  });

  it('has times and criteria with a soak in a replay', () => {
    expect(notJudged([])).toEqual([...times, 'server_timing', ...soaks]);
  });

  it('does not have server_timing if it is judged by counts', () => {
    expect(notJudged([[2, 2]])).toEqual([...times, ...soaks]);
  });

  it('has only criteria with a soak if there is a secondary', () => {
    const named = notJudgedIn({ ...replay, judgesTimes: true }).map(({ criterion }) => criterion);
    expect(named).toEqual(soaks);
  });

  it('is on the first page and in /api/gate', async () => {
    using plane = planeUnderTest({}, { replay });
    const answer = (await (await plane.ask('/api/gate')).json()) as { notJudged: unknown[] };
    const reason = 'recorded times come from another machine';
    expect(answer.notJudged[0]).toEqual({ criterion: 'latency', reason });
    const page = await (await plane.ask('/')).text();
    expect(page.match(/>not judged</g)).toHaveLength(times.length + 1 + soaks.length);
  });
});
