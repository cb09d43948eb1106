import { describe, expect, it } from 'vitest';
import { Totals } from '../../src/process/totals.ts';
import { judgingPlanes, type PlaneReport } from '../../src/vocabulary/plane-message.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

const planes = { source: 'live', workers: judgingPlanes } as const;

function reportOf(facts: Partial<PlaneReport> = {}): PlaneReport {
  return {
    shed: {},
    opaque: {},
    turnedAway: {},
    ownLimits: {},
    answers: {},
    connectFaults: {},
    outages: [],
    ruleUses: {},
    idTypeChanges: [],
    gauges: {},
    cpuSeconds: 0,
    ...facts,
  };
}

describe('the uses of rules in the totals of the process', () => {
  it('are added up, with the times of the first and the last report', () => {
    let now = 1000;
    const totals = new Totals(planes, () => now);
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 2 } }));
    now = 2000;
    totals.add('compare', reportOf());
    now = 3000;
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 1, 'compare.by[0]': 4 } }));
    expect(totals.sum().ruleUses).toEqual({
      'compare.ignore[0]': { uses: 3, firstAtMs: 1000, lastAtMs: 3000 },
      'compare.by[0]': { uses: 4, firstAtMs: 3000, lastAtMs: 3000 },
    });
  });

  it('survive the plane that reported them', () => {
    const totals = new Totals(planes, () => 1000);
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 2 } }));
    totals.restarted('compare');
    totals.add('compare', reportOf({ ruleUses: { 'compare.ignore[0]': 1 } }));
    expect(totals.sum().ruleUses).toMatchObject({ 'compare.ignore[0]': { uses: 3 } });
  });
});

describe('a change of the type of ids in the totals of the process', () => {
  it('is listed once for each kind of thing, however often the plane restarts', () => {
    const ofKeys = { of: 'key', primary: 'number', candidate: 'string' } as const;
    const ofTeams = { of: 'team', primary: 'string', candidate: 'number' } as const;
    const totals = new Totals(planes);
    totals.add('shadow', reportOf({ idTypeChanges: [ofKeys, ofTeams] }));
    totals.restarted('shadow');
    totals.add('shadow', reportOf({ idTypeChanges: [ofKeys] }));
    expect(totals.sum().idTypeChanges).toEqual([ofKeys, ofTeams]);
  });
});

describe('the tally of a plane', () => {
  it('reports a change of the type of ids once', () => {
    const tally = new Tally();
    const change = { of: 'key', primary: 'number', candidate: 'string' } as const;
    tally.idTypeChanged(change);
    expect(tally.report().idTypeChanges).toEqual([change]);
    expect(tally.report().idTypeChanges).toEqual([]);
  });

  it('reports a use of a rule once', () => {
    const tally = new Tally();
    tally.ruleUsed('compare.ignore[0]');
    tally.ruleUsed('compare.ignore[0]');
    expect(tally.report().ruleUses).toEqual({ 'compare.ignore[0]': 2 });
    expect(tally.report().ruleUses).toEqual({});
  });
});

it('refused connections are added up by reason', () => {
  const totals = new Totals(planes);
  totals.add('live', reportOf({ turnedAway: { made_room: 2 } }));
  totals.add('live', reportOf({ turnedAway: { made_room: 1, head_timeout: 1 } }));
  expect(totals.sum().turnedAway).toMatchObject({ made_room: 3, head_timeout: 1 });
});

describe('the answers to clients in the totals of the process', () => {
  it('are added up', () => {
    const totals = new Totals(planes);
    totals.add(
      'live',
      reportOf({ answers: { '2xx': 3, other: 1 }, turnedAway: { bad_gateway: 1 } }),
    );
    totals.add('live', reportOf({ answers: { '2xx': 4 }, connectFaults: { refused: 2 } }));
    const { answers, turnedAway, connectFaults } = totals.sum();
    expect(answers).toEqual({ '2xx': 7, '3xx': 0, '4xx': 0, '5xx': 0, other: 1 });
    expect(turnedAway).toMatchObject({ bad_gateway: 1, connection_limit: 0 });
    expect(connectFaults).toMatchObject({ refused: 2, timeout: 0 });
  });
});

describe('an outage in the totals of the process', () => {
  const outage = {
    deployment: 'candidate',
    url: 'http://candidate.test',
    fault: 'refused',
    sinceMs: 1000,
  } as const;

  it('lasts until the plane that reported it reports none', () => {
    const totals = new Totals(planes);
    totals.add('shadow', reportOf({ outages: [outage] }));
    totals.add('compare', reportOf());
    expect(totals.sum().outages).toEqual([outage]);
    totals.add('shadow', reportOf());
    expect(totals.sum().outages).toEqual([]);
  });

  it('ends with the plane that reported it', () => {
    const totals = new Totals(planes);
    totals.add('shadow', reportOf({ outages: [outage] }));
    totals.restarted('shadow');
    expect(totals.sum().outages).toEqual([]);
  });
});
