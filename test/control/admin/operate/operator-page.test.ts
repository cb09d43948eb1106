import { describe, expect, it } from 'vitest';
import { emptyEvidence } from '../../../../src/vocabulary/evidence.ts';
import { gateUnderTest, type GateUnderTest } from '../../gate/gate-under-test.ts';
import { cleanEvidence } from '../../gate/observed-exchange.ts';

const html = { accept: 'text/html' };
const own = { ...html, origin: 'http://127.0.0.1:9900' };

/** Posts a form as a browser does, from a page of Parallax by default. */
async function post(
  under: GateUnderTest,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = own,
  peer = '127.0.0.1',
): Promise<Response> {
  return under.ask(path, { method: 'POST', headers, body: new URLSearchParams(fields) }, peer);
}

const signed = { who: 'Ada', reason: 'costs are being looked at' };

describe('the forms for operators', () => {
  it('hold and release the promotion, and lead back to the first page', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const held = await post(under, '/gate/hold', signed);
    expect([held.status, held.headers.get('location')]).toEqual([303, '/']);
    expect(under.gate.judge().hold).toMatchObject({ who: 'Ada', why: signed.reason });
    await post(under, '/gate/release', signed);
    expect(under.gate.judge().hold).toBeNull();
  });

  it('reset the evidence', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await post(under, '/gate/reset', signed);
    expect(under.gate.judge().epoch.key).toBe('v1 (2)');
  });

  it('show what is wrong with an input, and keep the other inputs', async () => {
    const under = gateUnderTest();
    const answer = await post(under, '/gate/hold', { who: 'Ada', reason: ' ' });
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('reason: write a text of 1 to 500 characters, on one line.');
    expect(page).toContain('value="Ada"');
    expect(under.gate.judge().hold).toBeNull();
  });

  it('refuse unknown members', async () => {
    const answer = await post(gateUnderTest(), '/gate/hold', { ...signed, more: 'x' });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('there are unknown members.'),
    ]);
  });

  it('show a conflict', async () => {
    const under = gateUnderTest();
    await post(under, '/gate/hold', signed);
    const again = await post(under, '/gate/hold', signed);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('The promotion is already held');
  });

  it.each([
    ['a page of another origin', { ...html, origin: 'http://evil.test' }],
    ['a request that names no origin', html],
  ])('accept nothing from %s', async (_, headers) => {
    const under = gateUnderTest();
    expect((await post(under, '/gate/hold', signed, headers)).status).toBe(403);
    expect(under.gate.judge().hold).toBeNull();
  });

  it('accept nothing from another machine if no token is configured', async () => {
    const under = gateUnderTest();
    expect((await post(under, '/gate/hold', signed, own, '10.0.0.9')).status).toBe(403);
  });

  it.each(['/gate/hold', '/gate/release', '/gate/reset'])(
    'ask for a login first if a token is configured: %s',
    async (path) => {
      const under = gateUnderTest({ admin: { token: 'a'.repeat(32) } });
      const answer = await under.ask(path, { headers: html });
      expect(answer.headers.get('location')).toBe(`/login?to=${encodeURIComponent(path)}`);
    },
  );
});

describe('the links to the forms', () => {
  const links = /\/gate\/(?:hold|release|reset)/g;

  it('are on the first page for those who may act', async () => {
    const page = await (await gateUnderTest().ask('/')).text();
    expect(page.match(links)).toEqual(['/gate/hold', '/gate/reset']);
  });

  it('are missing for a reader on another machine if no token is configured', async () => {
    const page = await (await gateUnderTest().ask('/', {}, '10.0.0.9')).text();
    expect(page.match(links)).toBeNull();
  });

  it('are missing on the page of an earlier epoch', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    under.evidence.start('v2', emptyEvidence());
    const page = await (await under.ask('/?epoch=v1')).text();
    expect(page).toContain('This epoch is over');
    expect(page.match(links)).toBeNull();
  });
});
