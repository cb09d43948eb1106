import { describe, expect, it } from 'vitest';
import { gatePolicySchema } from '../../../src/config/gate-policy.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { policyOf as policyOfConfig } from '../../../src/control/config-rules.ts';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { recordNotCompared } from '../../../src/control/evidence/record-exchange.ts';
import { type GatePolicy, resolveGatePolicy } from '../../../src/control/gate/resolve-policy.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import { cleanEvidence, hourMs, policyOf, startMs, undisturbed } from './observed-exchange.ts';

const chat = { area: '(none)', route: 'POST /v1/chat/completions' };

/** Evidence with so many exchanges more that policy left out. */
function leavingOut(
  count: number,
  reason: string,
  under = chat,
  evidence: Evidence = cleanEvidence(),
): Evidence {
  for (let at = 0; at < count; at += 1) recordNotCompared(evidence, under, 'leftOut', reason);
  return evidence;
}

function verdictOf(evidence: Evidence, policy: GatePolicy = policyOf()) {
  return evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
}

function scopeOf(evidence: Evidence, policy?: GatePolicy) {
  return verdictOf(evidence, policy).criteria.find(({ criterion }) => criterion === 'scope')!;
}

function declaring(...outOfScope: string[]): GatePolicy {
  return { ...policyOf(), scope: { methods: 'safe', outOfScope } };
}

describe('the criterion scope', () => {
  it('keeps a clean candidate from passing, with numbers and the key to change', () => {
    const { verdict, reasons } = verdictOf(leavingOut(900, 'unsafe_method'));
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual([
      '900 POST /v1/chat/completions were not mirrored: mirror.methods is safe. ' +
        'Set mirror.methods: all, or safe: true on a route that only reads; or declare this as ' +
        'intended: mirror: off on the route, or gate.outOfScope.',
    ]);
  });

  it.each([
    ['the route', 'POST /v1/chat/completions'],
    ['the path with any method', '* /v1/chat/completions'],
    ['methods', 'methods'],
  ])('passes if gate.outOfScope names the exchanges by %s', (_, entry) => {
    const evidence = leavingOut(900, 'unsafe_method');
    expect(verdictOf(evidence, declaring(entry)).verdict).toBe('pass');
  });

  it.each(['POST /graphql', '* /graphql', 'POST /graphql Rename', '* /graphql Rename'])(
    'passes for an operation if gate.outOfScope has %s',
    (entry) => {
      const rename = { area: '(none)', route: 'POST /graphql Rename' };
      const evidence = leavingOut(900, 'unsafe_method', rename);
      expect(scopeOf(evidence).result).toBe('inconclusive');
      expect(scopeOf(evidence, declaring(entry)).result).toBe('pass');
      expect(scopeOf(evidence, declaring('POST /graphql Delete')).result).toBe('inconclusive');
    },
  );

  it('lists the exchanges even if gate.outOfScope names them', () => {
    const evidence = leavingOut(900, 'unsafe_method');
    expect(scopeOf(evidence, declaring('methods')).reason).toBe(
      'Left out as the config declares: 900 POST /v1/chat/completions.',
    );
  });

  it.each(['connections', 'PUT /v1/chat/completions', '* /v1'])(
    'does not pass because gate.outOfScope has %s',
    (entry) => {
      const evidence = leavingOut(900, 'unsafe_method');
      expect(verdictOf(evidence, declaring(entry)).verdict).toBe('inconclusive');
    },
  );

  it.each(['upgrade', 'refused_expectation', 'opaque'])(
    'passes if gate.outOfScope has connections and the reason is %s',
    (reason) => {
      const evidence = leavingOut(900, reason);
      expect(scopeOf(evidence).result).toBe('inconclusive');
      expect(scopeOf(evidence, declaring('connections')).result).toBe('pass');
    },
  );

  it('passes for a route with mirror: off', () => {
    expect(scopeOf(leavingOut(900, 'route_off')).result).toBe('pass');
  });

  it('passes for a sample, which stands for all, and lists it', () => {
    expect(scopeOf(leavingOut(900, 'not_sampled'))).toMatchObject({
      result: 'pass',
      reason: 'Left out by sampling: 900 exchanges.',
    });
  });

  it('passes for a cap, and lists its routes', () => {
    expect(scopeOf(leavingOut(900, 'route_rate'))).toMatchObject({
      result: 'pass',
      reason: 'Left out by perSecondMax: 900 POST /v1/chat/completions.',
    });
  });

  it('passes if the budget would hold even if all were wrong, and lists the exchanges', () => {
    expect(scopeOf(leavingOut(20, 'unsafe_method'))).toMatchObject({
      result: 'pass',
      reason:
        '20 POST /v1/chat/completions were not mirrored: mirror.methods is safe. ' +
        'Even if all of these were mismatches, they would be within the budget of 1 %.',
    });
  });

  it('is judged for each area, whatever the traffic of other areas', () => {
    const evidence = leavingOut(20, 'unsafe_method', { ...chat, area: 'chat' });
    const policy = policyOf({}, { areas: { chat: {} } });
    expect(scopeOf(evidence, policy).result).toBe('inconclusive');
  });

  it('does not pass because of other exchanges that gate.outOfScope names', () => {
    const evidence = leavingOut(30, 'unsafe_method');
    leavingOut(9000, 'upgrade', { ...chat, route: 'GET /ws' }, evidence);
    expect(scopeOf(evidence, declaring('connections')).result).toBe('inconclusive');
  });

  it('adds no area to the verdict', () => {
    const evidence = leavingOut(900, 'unsafe_method', { ...chat, area: 'chat' });
    const areas = verdictOf(evidence, declaring('methods')).criteria.map(({ area }) => area);
    expect(areas).not.toContain('chat');
  });

  it('comes before the other open criteria', () => {
    const evidence = leavingOut(60, 'unsafe_method', chat, emptyEvidence());
    expect(verdictOf(evidence).reasons[0]).toContain('mirror.methods is safe');
  });

  it('promises no verdict after more exchanges if none can come', () => {
    const evidence = leavingOut(60, 'unsafe_method', { ...chat, area: 'keys' }, emptyEvidence());
    const { criteria } = verdictOf(evidence);
    expect(criteria.find(({ criterion }) => criterion === 'mismatches')).toMatchObject({
      needs: { exchanges: null, waitMs: null },
      reason:
        'keys: no exchange was compared: policy left out every exchange, 60 so far; see the criterion scope.',
    });
  });
});

/** Evidence with this number of additional exchanges of unseen sessions or things. */
function unseen(
  count: number,
  reason: string,
  evidence: Evidence = cleanEvidence(),
  under = { area: 'keys', route: 'GET /keys' },
): Evidence {
  for (let at = 0; at < count; at += 1) recordNotCompared(evidence, under, 'shed', reason);
  evidence.coverage.shed.set(reason, count);
  return evidence;
}

describe('the criterion scope for unseen sessions and things', () => {
  it('keeps a clean candidate from passing, with their share and the key to change', () => {
    const { verdict, reasons } = verdictOf(unseen(160, 'unseen_session'));
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual([
      '160 exchanges, 7.41 %, needed a credential that Parallax did not see issued (unseen_session) ' +
        'and are not evidence. Give the candidate the data that primary had before, or declare this as intended: ' +
        'gate.outOfScope with unseen_session.',
    ]);
  });

  it('passes if the budget would hold even if all were wrong, and lists the exchanges', () => {
    expect(scopeOf(unseen(20, 'unseen_thing'))).toMatchObject({
      result: 'pass',
      reason:
        '20 exchanges, 0.99 %, needed a thing that Parallax did not see made (unseen_thing) ' +
        'and are not evidence. ' +
        'Even if all of these were mismatches, they would be within the budget of 1 %.',
    });
  });

  it.each(['unseen_session', 'unseen_thing'])('passes if gate.outOfScope has %s', (reason) => {
    const evidence = unseen(1000, reason);
    expect(verdictOf(evidence, declaring(reason)).verdict).toBe('pass');
    expect(scopeOf(evidence, declaring(reason)).reason).toContain('stay uncompared on purpose');
  });

  it('does not pass if gate.outOfScope has the other of the two', () => {
    const evidence = unseen(1000, 'unseen_thing');
    expect(scopeOf(evidence, declaring('unseen_session')).result).toBe('inconclusive');
  });

  it('lowers coverage, unless gate.outOfScope names them', () => {
    const evidence = unseen(1000, 'unseen_thing');
    const coverageBy = (policy: GatePolicy) =>
      verdictOf(evidence, policy)
        .criteria.filter(({ criterion }) => criterion === 'coverage')
        .map(({ rate }) => [rate?.k, rate?.n]);
    expect(coverageBy(policyOf())).toEqual([
      [2000, 3000],
      [2000, 3000],
    ]);
    expect(coverageBy(declaring('unseen_thing'))).toEqual([
      [2000, 2000],
      [2000, 2000],
    ]);
  });

  it('does not hide exchanges that policy leaves out', () => {
    const evidence = unseen(9000, 'unseen_thing', leavingOut(30, 'unsafe_method'));
    expect(scopeOf(evidence, declaring('unseen_thing')).result).toBe('inconclusive');
  });

  it('names a route first on which nothing was ever compared', () => {
    const products = { area: 'keys', route: 'GET /products/{id}' };
    const evidence = unseen(300, 'unseen_thing', leavingOut(900, 'unsafe_method'), products);
    expect(verdictOf(evidence).reasons[0]).toMatch(
      /^GET \/products\/\{id\}: 300 of 300 exchanges were excused; the candidate answered none of them correctly\. /,
    );
  });
});

it('the criterion scope for copies states that primary answered Parallax and not clients', () => {
  const config = configSchema.parse({
    primary: 'http://a:1',
    candidate: 'http://b:1',
    outOfPath: true,
  });
  expect(scopeOf(cleanEvidence(), policyOfConfig(config))).toMatchObject({
    result: 'pass',
    reason: expect.stringMatching(/^Copies were compared \(outOfPath\): primary answered Parallax/),
  });
});

describe('a gate with mirror.methods: none', () => {
  const policy = resolveGatePolicy(gatePolicySchema.parse({}), [], false, 'none');

  it('states in scope that nothing is mirrored', () => {
    expect(scopeOf(emptyEvidence(), policy)).toMatchObject({
      result: 'inconclusive',
      reason: 'Nothing is mirrored: mirror.methods is none.',
    });
  });

  it('asks for no more exchanges in any criterion', () => {
    const { criteria } = verdictOf(emptyEvidence(), policy);
    const asked = criteria.filter(({ needs }) => (needs?.exchanges ?? 0) > 0);
    expect(asked).toEqual([]);
  });
});
