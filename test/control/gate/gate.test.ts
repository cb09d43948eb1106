import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/control/gate/gate.ts';
import { OperatorLog } from '../../../src/control/gate/operator-log.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { EvidenceInMemory, recordsInMemory } from './gate-under-test.ts';
import { addExchanges, cleanEvidence, hourMs, policyOf, startMs } from './observed-exchange.ts';

function gateAt(evidence: EvidenceInMemory) {
  const clock = { nowMs: startMs + 24 * hourMs };
  const operators = new OperatorLog(recordsInMemory());
  const gate = new Gate({ policy: policyOf, evidence, operators, now: () => clock.nowMs });
  return { gate, clock };
}

describe('a gate that gets many requests', () => {
  it('evaluates once a second', () => {
    const { gate, clock } = gateAt(new EvidenceInMemory(cleanEvidence()));
    const first = gate.judge();
    clock.nowMs += 999;
    expect(gate.judge()).toBe(first);
    clock.nowMs += 1;
    expect(gate.judge()).not.toBe(first);
  });

  it('evaluates earlier epochs once a second, too', () => {
    const evidence = new EvidenceInMemory(cleanEvidence());
    evidence.start('v2', emptyEvidence());
    const { gate } = gateAt(evidence);
    expect(gate.judgeEpoch('v1')).toBe(gate.judgeEpoch('v1'));
  });

  it('evaluates again after the clock was set back', () => {
    const { gate, clock } = gateAt(new EvidenceInMemory(cleanEvidence()));
    const first = gate.judge();
    clock.nowMs -= hourMs;
    expect(gate.judge()).not.toBe(first);
  });

  it('shows the wall clock, and uses a clock that cannot leap', () => {
    const clock = { nowMs: startMs, wallMs: startMs };
    const gate = new Gate({
      policy: policyOf,
      evidence: new EvidenceInMemory(cleanEvidence()),
      operators: new OperatorLog(recordsInMemory()),
      now: () => clock.nowMs,
      wallNow: () => clock.wallMs,
    });
    const first = gate.judge();
    clock.wallMs += 25 * hourMs;
    expect(gate.judge()).toBe(first);
    clock.nowMs += 1000;
    expect(gate.judge().verdict.evaluatedAtMs).toBe(clock.wallMs);
  });

  it('ends an acceptance once either clock has reached its end', () => {
    const clock = { nowMs: startMs, wallMs: startMs };
    const operators = new OperatorLog(recordsInMemory());
    const options = { now: () => clock.nowMs, wallNow: () => clock.wallMs };
    const evidence = new EvidenceInMemory(cleanEvidence());
    const gate = new Gate({ policy: policyOf, evidence, operators, ...options });
    operators.append({
      action: 'accept',
      atMs: startMs,
      who: 'Ada',
      why: 'rounding',
      route: 'GET /api/keys',
      aspect: 'body',
      kind: 'changed',
      template: '$.total',
      expiresAtMs: startMs + hourMs,
    });
    expect(gate.judge().accepted).toHaveLength(1);
    clock.wallMs += 2 * hourMs;
    gate.forget();
    expect(gate.judge().accepted).toEqual([]);
  });

  it('ends an acceptance after its duration, whatever the wall clock was at its start', () => {
    const yearMs = 365 * 24 * hourMs;
    const clock = { nowMs: startMs, wallMs: startMs };
    const options = { now: () => clock.nowMs, wallNow: () => clock.wallMs };
    const operators = new OperatorLog(recordsInMemory());
    const evidence = new EvidenceInMemory(cleanEvidence());
    const gate = new Gate({ policy: policyOf, evidence, operators, ...options });
    operators.append({
      action: 'accept',
      atMs: startMs + yearMs,
      who: 'Ada',
      why: 'rounding',
      route: 'GET /api/keys',
      aspect: 'body',
      kind: 'changed',
      template: '$.total',
      expiresAtMs: startMs + yearMs + hourMs,
      steadyMs: startMs,
    });
    clock.nowMs += hourMs - 1;
    expect(gate.judge().accepted).toHaveLength(1);
    clock.nowMs += 1;
    gate.forget();
    expect(gate.judge().accepted).toEqual([]);
  });

  it('does not treat an earlier epoch as current', () => {
    const evidence = new EvidenceInMemory(cleanEvidence());
    const { gate } = gateAt(evidence);
    expect(gate.judge().isCurrent).toBe(true);
    evidence.start('v2', emptyEvidence());
    expect(gate.judgeEpoch('v1')).toMatchObject({ isCurrent: false });
    expect(gate.judge()).toMatchObject({ epoch: { key: 'v2' }, isCurrent: true });
  });
});

describe('the soak of an area', () => {
  it('is the time from its first exchange to its last', () => {
    const { gate } = gateAt(new EvidenceInMemory(addExchanges(emptyEvidence(), 10, {}, 3)));
    expect(gate.judge().soak).toEqual([
      { area: 'keys', soakedMs: 3 * hourMs, requiredMs: 24 * hourMs },
    ]);
  });

  it('is zero without exchanges', () => {
    const { gate } = gateAt(new EvidenceInMemory(emptyEvidence()));
    expect(gate.judge().soak).toEqual([{ area: 'keys', soakedMs: 0, requiredMs: 24 * hourMs }]);
  });
});
