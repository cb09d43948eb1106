import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { addExchanges, cleanEvidence, place } from '../gate/observed-exchange.ts';
import { gateUnderTest, type GateUnderTest, signature } from '../gate/gate-under-test.ts';

function failingEvidence() {
  return addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] });
}

async function json(under: GateUnderTest, path = '/api/gate'): Promise<Record<string, unknown>> {
  return (await (await under.ask(path)).json()) as Record<string, unknown>;
}

/** The names of all members, however deep. */
function membersOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return Object.entries(value).flatMap(([key, child]) => [key].concat(membersOf(child)));
}

describe('GET /api/gate', () => {
  it('is inconclusive before the first exchange', async () => {
    const answer = await json(gateUnderTest());
    expect(answer).toMatchObject({ verdict: 'inconclusive', hold: null, accepted: [] });
  });

  it('names the epoch and the version', async () => {
    const answer = await json(gateUnderTest({ evidence: cleanEvidence() }));
    expect(answer).toMatchObject({
      verdict: 'pass',
      epoch: {
        key: 'v1',
        version: 'v1',
        startedAtMs: expect.any(Number),
        startedBecause: expect.any(String),
        current: true,
      },
      reasons: [],
    });
  });

  it('has the numbers of each criterion, and what it still needs', async () => {
    const { criteria } = await json(
      gateUnderTest({ evidence: addExchanges(emptyEvidence(), 100) }),
    );
    expect(criteria).toContainEqual({
      criterion: 'mismatches',
      area: 'keys',
      result: 'inconclusive',
      n: 100,
      k: 0,
      interval: { lower: 0, estimate: 0, upper: expect.closeTo(0.035, 2) },
      budget: 0.01,
      needed: { exchanges: 309, waitMs: expect.any(Number) },
      reason: expect.stringContaining('about 309 more clean exchanges are needed'),
    });
  });

  it('has no numbers if nothing was counted', async () => {
    const { criteria } = await json(gateUnderTest({ evidence: cleanEvidence() }));
    expect(criteria).toContainEqual({
      criterion: 'hold',
      area: null,
      result: 'pass',
      n: null,
      k: null,
      interval: null,
      budget: null,
      needed: null,
      reason: 'Nobody holds the promotion.',
    });
  });

  it('has reasons in sentences', async () => {
    const { reasons } = await json(gateUnderTest({ evidence: failingEvidence() }));
    expect(reasons).toContain(
      'keys: 200 mismatches in 200 exchanges; the rate is between 51.6 % and 100 %, the budget 1 %.',
    );
  });

  it('has no member that is missing in docs/GATE.md', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await under.send('POST', '/api/gate/hold');
    const document = readFileSync(new URL('../../../docs/GATE.md', import.meta.url), 'utf8');
    const unnamed = membersOf(await json(under)).filter(
      (name) => !document.includes(`\`${name}\``),
    );
    expect(unnamed).toEqual([]);
  });

  it('answers 200 whatever the verdict', async () => {
    const under = gateUnderTest({ evidence: failingEvidence() });
    expect((await under.ask('/api/gate')).status).toBe(200);
  });

  it.each([
    ['format=xml', 'format is json or webhook.'],
    ['fromat=webhook', 'The parameters are format and epoch.'],
    ['epoch=v1&epoch=v2', 'Each parameter may be given once.'],
  ])('refuses ?%s with an explanation', async (query, detail) => {
    const answer = await gateUnderTest().ask(`/api/gate?${query}`);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, detail });
  });
});

describe('?format=webhook', () => {
  it.each([
    ['pass', 200, cleanEvidence],
    ['fail', 409, failingEvidence],
    ['inconclusive', 503, () => addExchanges(emptyEvidence(), 10)],
  ] as const)('answers %s with status %i', async (verdict, status, evidence) => {
    const answer = await gateUnderTest({ evidence: evidence() }).ask('/api/gate?format=webhook');
    expect([answer.status, await answer.json()]).toMatchObject([status, { verdict }]);
  });

  it('answers the POST of Flagger in the same way', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const body = '{"name":"conduit","namespace":"prod","phase":"WaitingPromotion"}';
    const headers = { 'content-type': 'application/json' };
    const answer = await under.ask(
      '/api/gate?format=webhook',
      { method: 'POST', headers, body },
      '10.0.0.7',
    );
    expect([answer.status, await answer.json()]).toMatchObject([200, { verdict: 'pass' }]);
  });

  it('is the only form of /api/gate that accepts POST', async () => {
    const answer = await gateUnderTest().ask('/api/gate', { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('?epoch=', () => {
  it('shows an earlier epoch', async () => {
    const under = gateUnderTest({ evidence: failingEvidence() });
    under.evidence.start('v2', cleanEvidence());
    expect(await json(under, '/api/gate?epoch=v1')).toMatchObject({
      verdict: 'fail',
      epoch: { key: 'v1', version: 'v1', current: false },
    });
  });

  it('never lets an earlier epoch pass the webhook', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    under.evidence.start('v2', emptyEvidence());
    const answer = await under.ask('/api/gate?format=webhook&epoch=v1');
    expect(answer.status).toBe(503);
  });

  it.each(['v3', '__proto__', ''])('answers 404 for an unknown epoch: %o', async (epoch) => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const answer = await under.ask(`/api/gate?epoch=${epoch}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });
});

describe('holds and acceptances', () => {
  it('are in the answer, with name and reason', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await under.send('POST', '/api/gate/hold');
    expect(await json(under)).toMatchObject({
      verdict: 'inconclusive',
      hold: { ...signature, sinceMs: expect.any(Number) },
      reasons: [expect.stringMatching(/^Held by Ada since 20.*: costs are being looked at$/)],
    });
  });
});
