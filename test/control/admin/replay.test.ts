import { describe, expect, it } from 'vitest';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

const body = { kind: 'json', text: '{"cost":1}', bytes: 10, cut: false } as const;
const nothing = { kind: 'empty', text: '', bytes: 0, cut: false } as const;

function specimenOf(method: string): Specimen {
  return {
    request: {
      method,
      target: '/api/costs',
      fields: [['Authorization', 'Bearer ‹redacted #a1b2›']],
      body: nothing,
    },
    primary: { status: 200, fields: [], body },
    candidate: { status: 200, fields: [], body },
    times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
    identities: [],
    alignment: null,
  };
}

async function planeWith(
  method = 'GET',
  settings = {},
  clocks: Parameters<typeof planeUnderTest>[1] = {},
): Promise<PlaneUnderTest> {
  const plane = planeUnderTest(settings, clocks);
  const mismatch = { wallClockMs: Date.now(), specimen: specimenOf(method) };
  await plane.feed([mismatchOf([differenceOf()], mismatch)]);
  plane.save();
  return plane;
}

async function keptName(plane: PlaneUnderTest): Promise<string> {
  const [kept] = (await (await plane.ask('/api/exchanges')).json()) as { id: string }[];
  return kept?.id ?? '';
}

async function askAgain(plane: PlaneUnderTest, fields: object = {}): Promise<Response> {
  return plane.ask(`/api/exchanges/${await keptName(plane)}/replay`, {
    method: 'POST',
    headers: { host: 'localhost', 'content-type': 'application/json' },
    body: JSON.stringify({ fields }),
  });
}

/** The comparison of the only replay, as from the compare plane. */
async function answerWith(plane: PlaneUnderTest, overrides: object): Promise<void> {
  await expect.poll(() => plane.replays.length).toBe(1);
  await plane.feed([comparisonOf({ ...overrides, sequence: -(plane.replays[0]?.number ?? 0) })]);
}

describe('a replayed exchange', () => {
  it('is sent with the given secret, and only its result is shown', async () => {
    using plane = await planeWith();
    const answer = askAgain(plane, { Authorization: 'Bearer mine' });
    await answerWith(plane, { outcome: 'match' });
    expect(Buffer.from(plane.replays[0]!.head).toString()).toBe(
      'GET /api/costs HTTP/1.1\r\nAuthorization: Bearer mine\r\n\r\n',
    );
    expect(await (await answer).json()).toMatchObject({ outcome: 'match', differences: [] });
  });

  it('is no evidence', async () => {
    using plane = await planeWith();
    const before = await (await plane.ask('/api/routes')).json();
    const answer = askAgain(plane);
    await answerWith(plane, { outcome: 'mismatch', differences: [differenceOf()] });
    await answer;
    expect(await (await plane.ask('/api/routes')).json()).toEqual(before);
  });

  it('is not sent if it may change something', async () => {
    using plane = await planeWith('DELETE');
    expect([(await askAgain(plane)).status, plane.replays]).toEqual([409, []]);
  });

  it('is refused to those who may not write', async () => {
    using plane = await planeWith('GET', {
      admin: { listen: '127.0.0.1:0', token: 'x'.repeat(32) },
    });
    expect([(await askAgain(plane)).status, plane.replays]).toEqual([401, []]);
  });

  it('is refused while two others run', async () => {
    using plane = await planeWith();
    const others = [askAgain(plane), askAgain(plane)];
    await expect.poll(() => plane.replays.length).toBe(2);
    expect((await askAgain(plane)).status).toBe(503);
    await plane.feed(plane.replays.map(({ number }) => comparisonOf({ sequence: -number })));
    await Promise.all(others);
  });

  it('shows on its page whether the answers still differ', async () => {
    using plane = await planeWith();
    const answer = plane.ask(`/exchanges/${await keptName(plane)}/replay`, {
      method: 'POST',
      headers: {
        host: 'localhost',
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'hx-request': 'true',
      },
      body: new URLSearchParams({ 'field Authorization': 'Bearer mine' }),
    });
    await answerWith(plane, { outcome: 'mismatch', differences: [differenceOf()] });
    expect(await (await answer).text()).toContain('They still differ.');
  });
});

async function metricsOf(plane: PlaneUnderTest): Promise<string> {
  return (await plane.ask('/metrics')).text();
}

describe('replays of exchanges', () => {
  const outcomes = ['match', 'mismatch', 'candidate_error'] as const;

  it.each(outcomes)('are counted by result: %s', async (outcome) => {
    using plane = await planeWith();
    const answer = askAgain(plane);
    await answerWith(plane, { outcome });
    await answer;
    expect(await metricsOf(plane)).toContain(`\nparallax_replays_total{result="${outcome}"} 1\n`);
  });

  it('are counted as unanswered if primary gives no whole answer', async () => {
    using plane = await planeWith();
    const answer = askAgain(plane);
    await answerWith(plane, { outcome: 'skipped', reason: 'own_limits' });
    await answer;
    expect(await metricsOf(plane)).toContain('\nparallax_replays_total{result="unanswered"} 1\n');
  });

  it('are counted as refused and shown if they are not sent', async () => {
    using plane = await planeWith();
    const others = [askAgain(plane), askAgain(plane)];
    await expect.poll(() => plane.replays.length).toBe(2);
    await askAgain(plane);
    expect(await metricsOf(plane)).toContain('\nparallax_replays_total{result="refused"} 1\n');
    expect(await (await plane.ask('/health')).text()).toMatch(/<dt>refused<\/dt>\s*<dd>1<\/dd>/);
    await plane.feed(plane.replays.map(({ number }) => comparisonOf({ sequence: -number })));
    await Promise.all(others);
  });

  it.each(['skipped', 'candidate_error', 'mismatch', 'match'] as const)(
    'do not change coverage or other criteria of the gate: %s',
    async (outcome) => {
      const nowMs = Date.now();
      using plane = await planeWith('GET', {}, { now: () => nowMs, monotonic: () => nowMs });
      const criteria = async (): Promise<unknown> =>
        ((await (await plane.ask('/api/gate')).json()) as { criteria: unknown }).criteria;
      const before = await criteria();
      const answer = askAgain(plane);
      await answerWith(plane, { outcome, reason: outcome === 'skipped' ? 'own_limits' : '' });
      await answer;
      expect(await criteria()).toEqual(before);
    },
  );
});
