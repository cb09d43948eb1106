import { describe, expect, it } from 'vitest';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import {
  gateUnderTest,
  type GateUnderTest,
  recordsInMemory,
  signature,
} from '../gate/gate-under-test.ts';
import { addExchanges, cleanEvidence, place } from '../gate/observed-exchange.ts';

const dayMs = 86_400_000;
const cost = { route: 'GET /keys', field: 'body changed $.cost' };

/** Clean but for one field that always differs. */
function evidenceWithDifference() {
  const evidence = addExchanges(emptyEvidence(), 2000, { differences: [place('$.cost')] });
  return addExchanges(evidence, 10, { differences: [place('$.cost'), place('$.name')] });
}

async function verdict(under: GateUnderTest): Promise<string> {
  return under.gate.judge().verdict.verdict;
}

async function detailOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { detail: string }).detail;
}

describe('a hold', () => {
  it('keeps a candidate from passing until it is released', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    expect(await verdict(under)).toBe('pass');
    await under.send('POST', '/api/gate/hold');
    expect(await verdict(under)).toBe('inconclusive');
    await under.send('DELETE', '/api/gate/hold');
    expect(await verdict(under)).toBe('pass');
  });

  it('is answered with its record', async () => {
    const answer = await gateUnderTest().send('POST', '/api/gate/hold');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      action: 'hold',
      atMs: expect.any(Number),
      ...signature,
    });
  });

  it('is refused while another one exists, because one release would end both', async () => {
    const under = gateUnderTest();
    await under.send('POST', '/api/gate/hold');
    const second = await under.send('POST', '/api/gate/hold', { who: 'Ben', reason: 'me too' });
    expect(second.status).toBe(409);
  });

  it('cannot be released if it does not exist', async () => {
    expect((await gateUnderTest().send('DELETE', '/api/gate/hold')).status).toBe(404);
  });
});

describe('a reset', () => {
  it('starts an epoch with no evidence', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const answer = await under.send('POST', '/api/gate/reset');
    expect(await answer.json()).toMatchObject({ action: 'reset', epoch: 'v1', ...signature });
    expect(under.gate.judge()).toMatchObject({
      epoch: { key: 'v1 (2)' },
      verdict: { verdict: 'inconclusive' },
    });
  });

  it('keeps the earlier evidence readable', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await under.send('POST', '/api/gate/reset');
    const answer = await under.ask('/api/gate?epoch=v1');
    expect(await answer.json()).toMatchObject({ epoch: { key: 'v1', current: false } });
  });
});

describe('an accepted difference', () => {
  it('no longer counts, and others on the route do', async () => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    expect(await verdict(under)).toBe('fail');
    await under.send('POST', '/api/gate/accept', { ...signature, ...cost });
    const mismatches = under.gate
      .judge()
      .verdict.criteria.find(({ criterion }) => criterion === 'mismatches');
    expect(mismatches?.rate?.k).toBe(10);
  });

  it('is accepted for one shape: the same field with another shape still counts', async () => {
    const shaped = { ...place('$.cost'), shape: 'decimal → word' };
    const evidence = addExchanges(evidenceWithDifference(), 10, { differences: [shaped] });
    const under = gateUnderTest({ evidence });
    const k = (): number | undefined =>
      under.gate.judge().verdict.criteria.find(({ criterion }) => criterion === 'mismatches')?.rate
        ?.k;
    await under.send('POST', '/api/gate/accept', { ...signature, ...cost });
    expect(k()).toBe(20);
    const field = `${cost.field} (decimal → word)`;
    const answer = await under.send('POST', '/api/gate/accept', { ...signature, ...cost, field });
    expect(await answer.json()).toMatchObject({ action: 'accept', field });
    expect(k()).toBe(10);
    await under.send('DELETE', '/api/gate/accept', { ...signature, ...cost, field });
    expect(k()).toBe(20);
  });

  it('counts again if the acceptance is withdrawn', async () => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    await under.send('POST', '/api/gate/accept', { ...signature, ...cost });
    const answer = await under.send('DELETE', '/api/gate/accept', { ...signature, ...cost });
    expect(await answer.json()).toMatchObject({ action: 'withdraw', ...cost });
    expect(await verdict(under)).toBe('fail');
  });

  it('is shown with the name and the end of the acceptance', async () => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    await under.send('POST', '/api/gate/accept', { ...signature, ...cost });
    const { accepted } = (await (await under.ask('/api/gate')).json()) as { accepted: unknown[] };
    expect(accepted).toEqual([{ ...cost, ...signature, expiresAtMs: expect.any(Number) }]);
  });

  it.each([
    ['14 days by default', {}, 14],
    ['the given days', { days: 0.5 }, 0.5],
    ['the given time', { expiresAt: new Date(Date.now() + 3 * dayMs).toISOString() }, 3],
  ])('is accepted for %s', async (_, term, days) => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    const answer = await under.send('POST', '/api/gate/accept', { ...signature, ...cost, ...term });
    const { atMs, expiresAtMs } = (await answer.json()) as { atMs: number; expiresAtMs: number };
    expect((expiresAtMs - atMs) / dayMs).toBeCloseTo(days, 3);
  });

  it.each([
    ['another route', { route: 'GET /costs' }, 'no evidence of that route'],
    ['a field that never differed', { field: 'body changed $.price' }, 'not differed'],
    ['text that is no field', { field: 'everything' }, 'Name one field'],
    ['all unlisted differences', { field: 'body changed (not listed)' }, 'Name one field'],
    ['all other fields', { field: '(other)' }, 'Name one field'],
  ])('must be in the evidence, unlike %s', async (_, change, words) => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    const body = { ...signature, ...cost, ...change };
    const answer = await under.send('POST', '/api/gate/accept', body);
    expect(answer.status).toBe(404);
    expect(await detailOf(answer)).toContain(words);
  });

  it.each([
    [{ days: 91 }, 'days: at most 90 days.'],
    [{ days: 0 }, 'days: write a number of days above 0.'],
    [
      { expiresAt: '2020-01-01T00:00:00Z' },
      'expiresAt: write a time in the future, at most 90 days ahead.',
    ],
    [
      { expiresAt: '2999-01-01T00:00:00Z' },
      'expiresAt: write a time in the future, at most 90 days ahead.',
    ],
    [{ expiresAt: 'tomorrow' }, 'expiresAt: write a time as 2026-01-31T12:00:00Z.'],
    [{ days: 1, expiresAt: '2999-01-01T00:00:00Z' }, 'days: leave out either this or expiresAt.'],
  ])('cannot be accepted for %j', async (term, detail) => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    const answer = await under.send('POST', '/api/gate/accept', { ...signature, ...cost, ...term });
    expect([answer.status, await detailOf(answer)]).toEqual([400, detail]);
  });
});

describe("the log of operators' actions", () => {
  it('has names, reasons and times, the newest first', async () => {
    const under = gateUnderTest({ evidence: evidenceWithDifference() });
    await under.send('POST', '/api/gate/hold');
    await under.send('POST', '/api/gate/accept', { ...signature, ...cost, days: 1 });
    const log = await (await under.ask('/api/gate/log')).json();
    expect(log).toEqual([
      {
        action: 'accept',
        ...cost,
        ...signature,
        atMs: expect.any(Number),
        expiresAtMs: expect.any(Number),
      },
      { action: 'hold', ...signature, atMs: expect.any(Number) },
    ]);
  });

  it('is applied again after a restart', async () => {
    const records = recordsInMemory();
    const before = gateUnderTest({ evidence: evidenceWithDifference(), records });
    await before.send('POST', '/api/gate/hold');
    await before.send('POST', '/api/gate/accept', { ...signature, ...cost });
    const after = gateUnderTest({ evidence: evidenceWithDifference(), records });
    expect(after.gate.judge()).toMatchObject({
      hold: { who: 'Ada' },
      accepted: [{ route: 'GET /keys', template: '$.cost' }],
    });
  });

  it('has no entry for a refused action', async () => {
    const under = gateUnderTest();
    await under.send('DELETE', '/api/gate/hold');
    await under.send('POST', '/api/gate/hold', { who: 'Ada' });
    expect(await (await under.ask('/api/gate/log')).json()).toEqual([]);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'limit=1&limit=2', 'since=1'])(
    'is refused with ?%s',
    async (query) => {
      expect((await gateUnderTest().ask(`/api/gate/log?${query}`)).status).toBe(400);
    },
  );
});

describe('the body of an action', () => {
  it.each([
    [{ reason: 'x' }, 'who: write a text of 1 to 100 characters, on one line.'],
    [{ who: '  ', reason: 'x' }, 'who: write a text of 1 to 100 characters, on one line.'],
    [
      { who: 'x'.repeat(101), reason: 'x' },
      'who: write a text of 1 to 100 characters, on one line.',
    ],
    [{ who: 'Ada', reason: 7 }, 'reason: write a text of 1 to 500 characters, on one line.'],
    [{ who: 'Ada', reason: 'a\nb' }, 'reason: write a text of 1 to 500 characters, on one line.'],
    [
      { who: 'Ada', reason: 'a\u001b[2J' },
      'reason: write a text of 1 to 500 characters, on one line.',
    ],
    [{ who: 'Ada\u202E', reason: 'x' }, 'who: write a text of 1 to 100 characters, on one line.'],
    [{ who: 'Ada', reason: '\uD800' }, 'reason: write a text of 1 to 500 characters, on one line.'],
    [{ ...signature, secret: 1 }, 'there are unknown members.'],
    [[], 'send a JSON object.'],
  ])('is refused with an explanation that does not repeat it: %j', async (body, detail) => {
    const answer = await gateUnderTest().send('POST', '/api/gate/hold', body);
    expect([answer.status, await detailOf(answer)]).toEqual([400, detail]);
  });

  it('may contain __proto__ without harm', async () => {
    const under = gateUnderTest();
    const answer = await under.ask('/api/gate/hold', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"who":"Ada","reason":"x","__proto__":{"polluted":true}}',
    });
    expect([200, 400]).toContain(answer.status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is refused if it is not JSON', async () => {
    const answer = await gateUnderTest().ask('/api/gate/hold', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"who":',
    });
    expect([answer.status, await detailOf(answer)]).toEqual([400, 'The body is not JSON.']);
  });

  it('is refused if it is too large', async () => {
    const body = { who: 'Ada', reason: 'x'.repeat(20_000) };
    expect((await gateUnderTest().send('POST', '/api/gate/hold', body)).status).toBe(413);
  });
});
