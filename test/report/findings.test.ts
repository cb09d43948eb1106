import { describe, expect, it } from 'vitest';
import { gateAnswer, type GateAnswer } from '../../src/report/answers.ts';
import { findingsOf } from '../../src/report/findings.ts';

const seen = {
  area: 'keys',
  route: 'GET /keys',
  field: 'body changed $.cost',
  exchanges: 3,
  lastSeenMs: 0,
  page: '/field',
};
const proofs = ['findings', 'mismatches', 'route_exchanges'];

/** The version `v2` started before `v3`. */
function answer(version: string, changes: object = {}, result = 'pass'): GateAnswer {
  return gateAnswer.parse({
    verdict: 'inconclusive',
    evaluatedAtMs: 0,
    epoch: { key: version, version, startedAtMs: Number(version.slice(1)) },
    criteria: proofs.map((criterion) => ({ criterion, area: 'keys', result, reason: '' })),
    accepted: [],
    findings: [],
    ...changes,
  });
}

describe('a difference in the report', () => {
  const before = answer('v1', { findings: [seen] });

  it('is open if the current epoch has it', () => {
    const [finding] = findingsOf([answer('v2', { findings: [seen] }), before]);
    expect(finding).toMatchObject({ version: 'v2', fate: { became: 'open' } });
  });

  it('is fixed since the first later version that was compared enough without it', () => {
    const [finding] = findingsOf([answer('v3'), answer('v2'), before]);
    expect(finding).toMatchObject({ version: 'v1', fate: { became: 'fixed', version: 'v2' } });
  });

  it('is not fixed by an earlier version that runs again', () => {
    const [finding] = findingsOf([answer('v1'), answer('v2', { findings: [seen] })]);
    expect(finding).toMatchObject({ version: 'v2', fate: { became: 'notSeen' } });
  });

  it('is not seen if too little was compared since', () => {
    const [finding] = findingsOf([answer('v2', {}, 'inconclusive'), before]);
    expect(finding).toMatchObject({ fate: { became: 'notSeen' } });
  });

  it('is not seen if only the same version was compared since', () => {
    const [finding] = findingsOf([answer('v1'), before]);
    expect(finding).toMatchObject({ fate: { became: 'notSeen' } });
  });

  it('is accepted, with name, reason and end', () => {
    const { route, field } = seen;
    const accepted = [{ route, field, who: 'Ada', reason: 'known', expiresAtMs: 0 }];
    const findings = findingsOf([answer('v2', { accepted }), before]);
    const until = '1970-01-01T00:00:00.000Z';
    expect(findings).toMatchObject([
      { exchanges: 3, fate: { became: 'accepted', who: 'Ada', why: 'known', until } },
    ]);
  });
});
