import { describe, expect, it } from 'vitest';
import { planeUnderTest } from '../plane-under-test.ts';

const ofBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('an unknown path on the admin address', () => {
  it.each([
    '/nothing',
    '/exchanges/k3x9-1',
    '/route?name=GET+/nothing',
    '/field?epoch=v9&field=body+changed+$.none',
    '/field',
    '/?epoch=v9',
    '/assets/nothing.css',
  ])('gives browsers a page: %s', async (path) => {
    using plane = planeUnderTest();
    const answer = await plane.ask(path, ofBrowser);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=UTF-8',
    ]);
    expect(await answer.text()).toContain('<h1>Not found</h1>');
  });

  it.each([
    ['/nothing', { headers: { accept: '*/*' } }],
    ['/api/nothing', ofBrowser],
  ])('gives programs a problem document: %s', async (path, init) => {
    using plane = planeUnderTest();
    const answer = await plane.ask(path, init);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });

  it('is a part without a reload for an open verdict whose epoch is no longer kept', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/verdict?epoch=v9', ofBrowser);
    const part = await answer.text();
    expect(answer.status).toBe(404);
    expect(part).toMatch(/^<section id="verdict"[^>]*>\s*<p class="notice">There is no evidence/);
    expect(part).not.toContain('hx-get');
  });

  it('is a page with that status for a replay of an exchange that is not kept', async () => {
    using plane = planeUnderTest();
    const headers = { ...ofBrowser.headers, host: 'localhost', origin: 'http://localhost' };
    const answer = await plane.ask('/exchanges/k3x9-1/replay', { method: 'POST', headers });
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('This exchange is not kept.'),
    ]);
  });
});
