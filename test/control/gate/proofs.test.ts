import { describe, expect, it } from 'vitest';
import { addExchanges, place } from './observed-exchange.ts';
import { gateUnderTest, type GateUnderTest } from './gate-under-test.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';

const cost = 'body changed $.cost';

/** A gate that has failed a candidate that differed in each of 200 exchanges. */
function failedGate(): GateUnderTest {
  const evidence = addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] });
  const under = gateUnderTest({ evidence });
  expect(under.gate.judge().verdict.verdict).toBe('fail');
  return under;
}

describe('a proven failure', () => {
  it('stays, whatever comes later', () => {
    const under = failedGate();
    addExchanges(under.evidence.current(), 100_000);
    under.gate.forget();
    const { verdict } = under.gate.judge();
    expect(verdict.verdict).toBe('fail');
    expect(verdict.reasons[0]).toContain('It failed at');
  });

  it('ends with the epoch', async () => {
    const under = failedGate();
    await under.send('POST', '/api/gate/reset');
    expect(under.gate.judge().verdict.verdict).toBe('inconclusive');
  });

  it('is judged again if its differences are accepted', async () => {
    const under = failedGate();
    const accepted = { who: 'Ada', reason: 'rounding', route: 'GET /keys', field: cost };
    const answer = await under.send('POST', '/api/gate/accept', accepted);
    expect(answer.status).toBe(200);
    expect(under.gate.judge().verdict.verdict).not.toBe('fail');
  });
});
