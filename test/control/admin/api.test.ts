import { describe, expect, it } from 'vitest';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { instance, planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

async function json(plane: PlaneUnderTest, path: string): Promise<unknown> {
  return (await plane.ask(path)).json();
}

/** Quantiles are within half a percent. */
function near(ms: number): unknown {
  return expect.closeTo(ms, 0);
}

describe('/healthz', () => {
  it('answers if the control plane runs', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('/readyz', () => {
  it('answers 503 before the first report of the supervisor', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'starting' }]);
  });

  it.each([
    ['starting', 503],
    ['serving', 200],
    ['draining', 503],
  ] as const)('follows the live plane: %s gives %i', async (live, status) => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ live }));
    const answer = await plane.ask('/readyz');
    expect([answer.status, await answer.json()]).toEqual([status, { status: live }]);
  });
});

describe('/api/routes', () => {
  it('is empty before the first exchange', async () => {
    using plane = planeUnderTest();
    expect(await json(plane, '/api/routes')).toEqual([]);
  });

  it('has the counts of each route', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      comparisonOf(),
      mismatchOf([differenceOf()]),
      comparisonOf({
        route: 'POST /api/costs',
        outcome: 'skipped',
        reason: 'unsafe_method',
        candidate: null,
      }),
    ]);
    expect(await json(plane, '/api/routes')).toMatchObject([
      {
        route: 'GET /api/costs',
        area: 'costs',
        exchanges: 2,
        outcomes: {
          match: 1,
          mismatch: 1,
          noise: 0,
          candidateError: 0,
          primaryError: 0,
          skipped: 0,
          cascade: 0,
          racy: 0,
        },
        compared: 2,
        mismatched: 1,
        notCompared: { excused: {}, lost: {}, leftOut: {} },
        mismatches: { status: 0, header: 0, body: 1 },
        fields: [
          {
            aspect: 'body',
            kind: 'changed',
            template: '$.items[*].cost',
            shape: null,
            exchanges: 1,
          },
        ],
        latency: {
          primary: { count: 2, p50Ms: near(10), p95Ms: near(10), p99Ms: near(10) },
          candidate: { count: 2, p50Ms: near(12), p95Ms: near(12), p99Ms: near(12) },
          secondary: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
        },
        streams: null,
      },
      {
        route: 'POST /api/costs',
        area: 'costs',
        exchanges: 1,
        outcomes: {
          match: 0,
          mismatch: 0,
          noise: 0,
          candidateError: 0,
          primaryError: 0,
          skipped: 1,
          cascade: 0,
          racy: 0,
        },
        compared: 0,
        mismatched: 0,
        notCompared: { excused: {}, lost: {}, leftOut: { unsafe_method: 1 } },
        mismatches: { status: 0, header: 0, body: 0 },
        fields: [],
        latency: {
          primary: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
          candidate: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
          secondary: { count: 0, p50Ms: null, p95Ms: null, p99Ms: null },
        },
        streams: null,
      },
    ]);
  });
});

describe('/api/comparisons', () => {
  it('lists a comparison with the id of its exchange as in the logs, and its time', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      mismatchOf([differenceOf()], {
        sequence: 71,
        wallClockMs: Date.UTC(2026, 0, 31, 14, 5, 9, 7),
      }),
    ]);
    const slack = { totalMs: 0, firstMs: 0, gapMs: 0 };
    expect(await json(plane, '/api/comparisons')).toEqual([
      {
        id: `${instance}-1z`,
        time: '2026-01-31T14:05:09.007Z',
        route: 'GET /api/costs',
        area: 'costs',
        outcome: 'mismatch',
        reason: null,
        primary: { status: 200, firstByteMs: 8, totalMs: 10, bodyBytes: 150, stream: null, slack },
        candidate: {
          status: 200,
          firstByteMs: 9,
          totalMs: 12,
          bodyBytes: 150,
          stream: null,
          slack,
        },
        differences: [differenceOf()],
        truncated: false,
        secondary: null,
        candidateVersion: null,
        translated: [],
        cascadeOf: null,
        hint: null,
        addsErrors: false,
        readings: [],
        kept: false,
      },
    ]);
  });

  it('names the exchange whose failure explains another one', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf({ outcome: 'cascade', cascadeOf: 71 })]);
    expect(await json(plane, '/api/comparisons')).toMatchObject([{ cascadeOf: `${instance}-1z` }]);
  });

  it('names the exchange that a mismatch may follow from', async () => {
    using plane = planeUnderTest();
    await plane.feed([mismatchOf([differenceOf()], { hint: 71 })]);
    expect(await json(plane, '/api/comparisons')).toMatchObject([{ hint: `${instance}-1z` }]);
  });

  it('shows why an exchange was skipped', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      comparisonOf({ outcome: 'skipped', reason: 'not_sampled', candidate: null }),
    ]);
    expect(await json(plane, '/api/comparisons')).toMatchObject([
      { outcome: 'skipped', reason: 'not_sampled', candidate: null },
    ]);
  });

  it('names the cause of a cascade, and shows the places where its request was translated', async () => {
    using plane = planeUnderTest();
    const translated = [{ place: 'path', label: '‹token #3›' }];
    const first = comparisonOf({ outcome: 'candidate_error', candidate: null });
    const cascadeOf = first.sequence;
    await plane.feed([first, comparisonOf({ outcome: 'cascade', cascadeOf, translated })]);
    expect(await json(plane, '/api/comparisons?outcome=cascade')).toMatchObject([
      { cascadeOf: `${instance}-${first.sequence.toString(36)}`, translated },
    ]);
  });

  it('names no other exchange if a mismatch has no cause', async () => {
    using plane = planeUnderTest();
    await plane.feed([mismatchOf([differenceOf()])]);
    expect(await json(plane, '/api/comparisons')).toMatchObject([
      { cascadeOf: null, translated: [] },
    ]);
  });

  it('lists the newest first, 50 by default', async () => {
    using plane = planeUnderTest();
    const mismatches = Array.from({ length: 60 }, () => mismatchOf([differenceOf()]));
    await plane.feed(mismatches);
    const shown = (await json(plane, '/api/comparisons')) as { id: string }[];
    expect(shown).toHaveLength(50);
    expect(shown[0]?.id).toBe(`${instance}-${mismatches[59]!.sequence.toString(36)}`);
    expect(await json(plane, '/api/comparisons?limit=60')).toHaveLength(60);
  });

  it('lists only the requested outcome and route', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      comparisonOf(),
      mismatchOf([differenceOf()]),
      mismatchOf([differenceOf()], { route: 'GET /api/virtual-keys/{id}' }),
    ]);
    const route = encodeURIComponent('GET /api/virtual-keys/{id}');
    const shown = await json(plane, `/api/comparisons?outcome=mismatch&route=${route}`);
    expect(shown).toMatchObject([{ outcome: 'mismatch', route: 'GET /api/virtual-keys/{id}' }]);
  });

  it.each([
    [
      'outcome=mismatches',
      'outcome is one of match, mismatch, noise, candidate_error, primary_error, skipped, cascade, racy.',
    ],
    [
      'outcome=',
      'outcome is one of match, mismatch, noise, candidate_error, primary_error, skipped, cascade, racy.',
    ],
    ['limit=0', 'limit is a whole number from 1 to 500.'],
    ['limit=501', 'limit is a whole number from 1 to 500.'],
    ['limit=1e2', 'limit is a whole number from 1 to 500.'],
    ['limit=', 'limit is a whole number from 1 to 500.'],
    ['limt=5', 'The parameters are outcome, route and limit.'],
    ['__proto__=5', 'The parameters are outcome, route and limit.'],
    ['limit=5&limit=6', 'Each parameter may be given once.'],
  ])('refuses ?%s with an explanation', async (query, detail) => {
    using plane = planeUnderTest();
    const answer = await plane.ask(`/api/comparisons?${query}`);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail,
    });
  });
});
