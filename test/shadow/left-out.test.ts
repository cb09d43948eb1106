import { describe, expect, it } from 'vitest';
import { becauseOf, canBeDoneAgain, failedAlone } from '../../src/shadow/left-out.ts';
import type { Leg, LegFailure } from '../../src/vocabulary/pair.ts';
import { shedReasons } from '../../src/vocabulary/shed.ts';
import { exchangesFrom } from './exchange-fixture.ts';

const exchange = exchangesFrom();

describe('a write that the candidate is never sent', () => {
  it.each([...shedReasons, 'opaque'] as const)('counts as a loss if its reason is %s', (reason) => {
    expect(becauseOf(reason)).toBe('loss');
  });

  it.each(['unsafe_method', 'not_sampled', 'unmirrorable', 'upgrade'] as const)(
    'counts as left out by a rule if its reason is %s',
    (reason) => {
      expect(becauseOf(reason)).toBe('sampling');
    },
  );

  it.each(['route_off', 'route_rate'] as const)(
    'is reported with its route if its reason is %s',
    (reason) => {
      expect(becauseOf(reason)).toBe(reason);
    },
  );
});

describe('a write that is not compared', () => {
  it.each([
    ['lost, with its whole request', 'aborted', true, true],
    ['not followed to its end, with its whole request', 'opaque', true, true],
    ['recorded without its response body, with its whole request', 'body_not_recorded', true, true],
    ['lost, with a part of its request', 'aborted', false, false],
    ['late, with its whole request', 'late', true, true],
    ['in progress when another hub took over', 'takeover', true, false],
    ['left out for an unknown reason', 'unreadable', true, false],
    ['left out by a rule', 'not_sampled', true, false],
    ['over the cap of its route', 'route_rate', true, false],
  ] as const)(
    'can be sent for its effect later, or not, if it was %s: %s',
    (_, reason, requestWhole, expected) => {
      expect(canBeDoneAgain(exchange({}, { requestWhole }), reason)).toBe(expected);
    },
  );
});

function answerWith(status: number): { head: Buffer; body: Buffer } {
  return { head: Buffer.from(`HTTP/1.1 ${status} \r\n\r\n`), body: Buffer.alloc(0) };
}

function answered(status: number): Leg {
  const response = answerWith(status);
  const times = {
    firstByteMs: 1,
    totalMs: 2,
    firstPayloadMs: null,
    largestGapMs: null,
    askedAtMs: 0,
    answeredAtMs: 0,
  };
  return { kind: 'answered', response, ...times };
}

function failed(failure: LegFailure): Leg {
  return { kind: 'failed', failure, totalMs: 1 };
}

describe('the check for a failure of the candidate alone', () => {
  const ok = { response: answerWith(200) };

  it.each([
    ['an error of its own', ok, answered(500), true],
    ['no answer', ok, failed('timeout'), true],
    ['an answer that is too large to compare', ok, failed('too_large'), false],
    ['a refusal', ok, answered(404), false],
    ['no request', ok, { kind: 'unsent', reason: 'unmirrorable' } as const, false],
    ['an error that primary has too', { response: answerWith(500) }, answered(500), false],
    [
      'no answer to a request that primary refused',
      { response: answerWith(404) },
      failed('reset'),
      false,
    ],
  ])('decides for %s', (_, known, leg, expected) => {
    expect(failedAlone(known, leg)).toBe(expected);
  });

  it('is not known if primary gave no answer', () => {
    const response = { head: Buffer.alloc(0), body: Buffer.alloc(0) };
    expect(failedAlone({ response }, answered(500))).toBe(false);
  });
});
