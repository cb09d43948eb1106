import { describe, expect, it } from 'vitest';
import type { OperatorRecords } from '../../../../src/control/gate/operator-log.ts';
import { emptyEvidence } from '../../../../src/vocabulary/evidence.ts';
import {
  gateUnderTest,
  type GateUnderTest,
  recordsInMemory,
  signature,
} from '../../gate/gate-under-test.ts';
import { addExchanges, place } from '../../gate/observed-exchange.ts';

const html = { accept: 'text/html' };
const own = { ...html, origin: 'http://127.0.0.1:9900' };
const cost = { route: 'GET /keys', field: 'body changed $.cost' };
const address = `/gate/withdraw?${new URLSearchParams(cost).toString()}`;
const signed = { who: 'Ben', reason: 'the price must be a string' };

function underTest(
  options: { readonly admin?: object; readonly records?: OperatorRecords } = {},
): GateUnderTest {
  const evidence = addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] });
  return gateUnderTest({ evidence, ...options });
}

/** A gate at which one difference is accepted. */
async function withAcceptance(records = recordsInMemory()): Promise<GateUnderTest> {
  const under = underTest({ records });
  await under.send('POST', '/api/gate/accept', { ...signature, ...cost });
  return under;
}

async function post(
  under: GateUnderTest,
  fields: Readonly<Record<string, string>>,
  { headers = own, peer = '127.0.0.1' }: { headers?: Record<string, string>; peer?: string } = {},
): Promise<Response> {
  return under.ask(address, { method: 'POST', headers, body: new URLSearchParams(fields) }, peer);
}

async function textOf(answer: Response): Promise<string> {
  return (await answer.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('The form that withdraws an acceptance', () => {
  it('shows what was accepted, by whom and why', async () => {
    const under = await withAcceptance();
    expect(await textOf(await under.ask(address, { headers: html }))).toMatch(
      /body changed \$\.cost on GET \/keys , accepted by Ada until .*: costs are being looked at/,
    );
  });

  it('withdraws it, records who and why, and leads back to the verdict', async () => {
    const records = recordsInMemory();
    const under = await withAcceptance(records);
    const answer = await post(under, signed);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(under.gate.judge().accepted).toEqual([]);
    expect(records.all().at(-1)).toMatchObject({
      action: 'withdraw',
      route: cost.route,
      template: '$.cost',
      who: 'Ben',
      why: signed.reason,
    });
  });

  it('shows what is wrong with an input, and keeps the other one', async () => {
    const under = await withAcceptance();
    const answer = await post(under, { ...signed, reason: ' ' });
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('reason: write a text of 1 to 500 characters, on one line.');
    expect(page).toContain('value="Ben"');
    expect(under.gate.judge().accepted).toHaveLength(1);
  });

  it('is the page Not found if the difference is not accepted', async () => {
    const answer = await underTest().ask(address, { headers: html });
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('This difference is not accepted.'),
    ]);
  });

  it.each([
    ['a page of another origin', { headers: { ...html, origin: 'http://evil.test' } }],
    ['a request that names no origin', { headers: html }],
    ['another machine if no token is configured', { peer: '10.0.0.9' }],
  ])('takes nothing from %s', async (_, from) => {
    const under = await withAcceptance();
    expect((await post(under, signed, from)).status).toBe(403);
    expect(under.gate.judge().accepted).toHaveLength(1);
  });

  it('asks for a login first if a token is configured', async () => {
    const under = underTest({ admin: { token: 'a'.repeat(32) } });
    const answer = await under.ask(address, { headers: html });
    expect(answer.headers.get('location')).toBe(`/login?to=${encodeURIComponent(address)}`);
  });
});

describe('The link to the form that withdraws an acceptance', () => {
  const link = address.replaceAll('&', '&amp;');

  it('is beside each acceptance of the verdict for who may act', async () => {
    const under = await withAcceptance();
    expect(await (await under.ask('/')).text()).toContain(`href="${link}"`);
  });

  it('is not there for a reader on another machine without a token', async () => {
    const under = await withAcceptance();
    const page = await (await under.ask('/', {}, '10.0.0.9')).text();
    expect(page).toContain('Accepted differences');
    expect(page).not.toContain('/gate/withdraw');
  });
});
