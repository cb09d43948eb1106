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

describe('what policy leaves out', () => {
  it('keeps a clean candidate from passing, with numbers and the key that would change it', () => {
    const { verdict, reasons } = verdictOf(leavingOut(900, 'unsafe_method'));
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual([
      '900 POST /v1/chat/completions were not mirrored: mirror.methods is safe. ' +
        'Set mirror.methods: all, or safe: true on a route that only reads; or declare this as ' +
        'intended: mirror: off on the route, or gate.outOfScope.',
    ]);
  });

  it.each([
    ['its name', 'POST /v1/chat/completions'],
    ['its path with any method', '* /v1/chat/completions'],
    ['methods', 'methods'],
  ])('does not once the config says by %s that it is meant', (_, entry) => {
    const evidence = leavingOut(900, 'unsafe_method');
    expect(verdictOf(evidence, declaring(entry)).verdict).toBe('pass');
  });

  it.each(['POST /graphql', '* /graphql', 'POST /graphql Rename', '* /graphql Rename'])(
    'is meant of an operation once the config names %s',
    (entry) => {
      const rename = { area: '(none)', route: 'POST /graphql Rename' };
      const evidence = leavingOut(900, 'unsafe_method', rename);
      expect(scopeOf(evidence).result).toBe('inconclusive');
      expect(scopeOf(evidence, declaring(entry)).result).toBe('pass');
      expect(scopeOf(evidence, declaring('POST /graphql Delete')).result).toBe('inconclusive');
    },
  );

  it('is named even where it is meant', () => {
    const evidence = leavingOut(900, 'unsafe_method');
    expect(scopeOf(evidence, declaring('methods')).reason).toBe(
      'Left out as the config declares: 900 POST /v1/chat/completions.',
    );
  });

  it.each(['connections', 'PUT /v1/chat/completions', '* /v1'])(
    'is not meant because the config names %s',
    (entry) => {
      const evidence = leavingOut(900, 'unsafe_method');
      expect(verdictOf(evidence, declaring(entry)).verdict).toBe('inconclusive');
    },
  );

  it.each(['upgrade', 'refused_expectation', 'opaque'])(
    'is meant as a connection where the reason is %s',
    (reason) => {
      const evidence = leavingOut(900, reason);
      expect(scopeOf(evidence).result).toBe('inconclusive');
      expect(scopeOf(evidence, declaring('connections')).result).toBe('pass');
    },
  );

  it('is meant on a route with mirror: off', () => {
    expect(scopeOf(leavingOut(900, 'route_off')).result).toBe('pass');
  });

  it('does not keep a sample from standing for the whole, but is named', () => {
    expect(scopeOf(leavingOut(900, 'not_sampled'))).toMatchObject({
      result: 'pass',
      reason: 'Left out by sampling: 900 exchanges.',
    });
  });

  it('does not fail on a cap, but names its routes', () => {
    expect(scopeOf(leavingOut(900, 'route_rate'))).toMatchObject({
      result: 'pass',
      reason: 'Left out by perSecondMax: 900 POST /v1/chat/completions.',
    });
  });

  it('passes where even all of it wrong would be within the budget, and is named', () => {
    expect(scopeOf(leavingOut(20, 'unsafe_method'))).toMatchObject({
      result: 'pass',
      reason:
        '20 POST /v1/chat/completions were not mirrored: mirror.methods is safe. ' +
        'Even if all of these were mismatches, they would be within the budget of 1 %.',
    });
  });

  it('does not hide in the traffic of other areas', () => {
    const evidence = leavingOut(20, 'unsafe_method', { ...chat, area: 'chat' });
    const policy = policyOf({}, { areas: { chat: {} } });
    expect(scopeOf(evidence, policy).result).toBe('inconclusive');
  });

  it('does not hide behind what is meant to be left out', () => {
    const evidence = leavingOut(30, 'unsafe_method');
    leavingOut(9000, 'upgrade', { ...chat, route: 'GET /ws' }, evidence);
    expect(scopeOf(evidence, declaring('connections')).result).toBe('inconclusive');
  });

  it('makes no area that would have to pass by itself', () => {
    const evidence = leavingOut(900, 'unsafe_method', { ...chat, area: 'chat' });
    const areas = verdictOf(evidence, declaring('methods')).criteria.map(({ area }) => area);
    expect(areas).not.toContain('chat');
  });

  it('comes before the other reasons to wait', () => {
    const evidence = leavingOut(60, 'unsafe_method', chat, emptyEvidence());
    expect(verdictOf(evidence).reasons[0]).toContain('mirror.methods is safe');
  });

  it('promises no verdict after more exchanges where none can come', () => {
    const evidence = leavingOut(60, 'unsafe_method', { ...chat, area: 'keys' }, emptyEvidence());
    const { criteria } = verdictOf(evidence);
    expect(criteria.find(({ criterion }) => criterion === 'mismatches')).toMatchObject({
      needs: { exchanges: null, waitMs: null },
      reason:
        'keys: no exchange was compared: policy left out every exchange, 60 so far; see the criterion scope.',
    });
  });
});

/** Evidence with so many exchanges more with what began before Parallax started. */
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

describe('what began before Parallax started', () => {
  it('keeps a clean candidate from passing, with its share and the key that would change it', () => {
    const { verdict, reasons } = verdictOf(unseen(160, 'unseen_session'));
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual([
      '160 exchanges, 7.41 %, needed a credential issued before Parallax started (unseen_session) ' +
        'and are not evidence. Give the candidate the data that primary had before, or declare this as intended: ' +
        'gate.outOfScope with unseen_session.',
    ]);
  });

  it('passes where even all of it wrong would be within the budget, and is named', () => {
    expect(scopeOf(unseen(20, 'unseen_thing'))).toMatchObject({
      result: 'pass',
      reason:
        '20 exchanges, 0.99 %, needed a thing made before Parallax started (unseen_thing) ' +
        'and are not evidence. ' +
        'Even if all of these were mismatches, they would be within the budget of 1 %.',
    });
  });

  it.each(['unseen_session', 'unseen_thing'])('is meant where the config names %s', (reason) => {
    const evidence = unseen(1000, reason);
    expect(verdictOf(evidence, declaring(reason)).verdict).toBe('pass');
    expect(scopeOf(evidence, declaring(reason)).reason).toContain('stay uncompared on purpose');
  });

  it('is not meant where the config names the other of the two', () => {
    const evidence = unseen(1000, 'unseen_thing');
    expect(scopeOf(evidence, declaring('unseen_session')).result).toBe('inconclusive');
  });

  it('lowers coverage, unless it is meant', () => {
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

  it('does not hide what policy leaves out once it is meant', () => {
    const evidence = unseen(9000, 'unseen_thing', leavingOut(30, 'unsafe_method'));
    expect(scopeOf(evidence, declaring('unseen_thing')).result).toBe('inconclusive');
  });

  it('is named first with a route on which nothing was ever compared', () => {
    const products = { area: 'keys', route: 'GET /products/{id}' };
    const evidence = unseen(300, 'unseen_thing', leavingOut(900, 'unsafe_method'), products);
    expect(verdictOf(evidence).reasons[0]).toMatch(
      /^GET \/products\/\{id\}: 300 of 300 exchanges were excused; the candidate answered none of them correctly\. /,
    );
  });
});

it('the scope of copies says that primary answered Parallax and not clients', () => {
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

describe('with mirror.methods: none', () => {
  const policy = resolveGatePolicy(gatePolicySchema.parse({}), [], false, 'none');

  it('the scope says that nothing is mirrored', () => {
    expect(scopeOf(emptyEvidence(), policy)).toMatchObject({
      result: 'inconclusive',
      reason: 'Nothing is mirrored: mirror.methods is none.',
    });
  });

  it('no criterion asks for more exchanges', () => {
    const { criteria } = verdictOf(emptyEvidence(), policy);
    const asked = criteria.filter(({ needs }) => (needs?.exchanges ?? 0) > 0);
    expect(asked).toEqual([]);
  });
});
