import type { Comparison } from '../../src/vocabulary/comparison.ts';
import type { Difference } from '../../src/vocabulary/difference.ts';
import { opaqueReasons, ownLimitPeers, shedReasons } from '../../src/vocabulary/shed.ts';
import { connectFaults } from '../../src/vocabulary/outage.ts';
import { answerClasses } from '../../src/vocabulary/served.ts';
import { turnedAwayReasons } from '../../src/vocabulary/turned-away.ts';
import type { ProcessTotals } from '../../src/vocabulary/plane-message.ts';

let sequence = 0;

/** A match of `GET /api/costs`, answered in 10 ms by primary and in 12 by the candidate. */
export function comparisonOf(facts: Partial<Comparison> = {}): Comparison {
  sequence += 1;
  return {
    sequence,
    revision: 1,
    tenure: 0,
    wallClockMs: Date.UTC(2026, 0, 31, 14, 5, 9) + sequence,
    route: 'GET /api/costs',
    area: 'costs',
    outcome: 'match',
    reason: '',
    primary: { status: 200, firstByteMs: 8, totalMs: 10, bodyBytes: 150, stream: null },
    candidate: { status: 200, firstByteMs: 9, totalMs: 12, bodyBytes: 150, stream: null },
    differences: [],
    truncated: false,
    secondary: null,
    candidateVersion: '',
    translated: [],
    cascadeOf: null,
    hint: null,
    addsErrors: false,
    readings: [],
    specimen: null,
    ...facts,
  };
}

export function mismatchOf(
  differences: readonly Difference[],
  facts: Partial<Comparison> = {},
): Comparison {
  return comparisonOf({ outcome: 'mismatch', differences, ...facts });
}

/** `$.items[0].cost` changed from 0.0012 to 0.0013. */
export function differenceOf(facts: Partial<Difference> = {}): Difference {
  return {
    aspect: 'body',
    kind: 'changed',
    path: '$.items[0].cost',
    template: '$.items[*].cost',
    primary: '0.0012',
    candidate: '0.0013',
    shape: null,
    distance: 0.0001,
    nature: null,
    ...facts,
  };
}

/** A process that serves and has lost nothing. */
export function totalsOf(facts: Partial<ProcessTotals> = {}): ProcessTotals {
  return {
    live: 'serving',
    shed: zeros(shedReasons),
    opaque: zeros(opaqueReasons),
    turnedAway: zeros(turnedAwayReasons),
    ownLimits: zeros(ownLimitPeers),
    answers: zeros(answerClasses),
    connectFaults: zeros(connectFaults),
    outages: [],
    ruleUses: {},
    config: { revision: 1, sinceMs: 0, needRestart: [], lastReload: null },
    idTypeChanges: [],
    restarts: { shadow: 0, compare: 0, control: 0 },
    cpuSeconds: { live: 1.5, shadow: 1, compare: 0.5, control: 0.1 },
    gauges: {
      connections: 3,
      capture_bytes: 0,
      mirror_queue: 0,
      mirror_in_flight: 0,
      breaker_open: 0,
    },
    ...facts,
  };
}

export function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
