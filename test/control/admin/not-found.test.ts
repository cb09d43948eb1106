import { describe, expect, it } from 'vitest';
import { planeUnderTest } from '../plane-under-test.ts';

const ofBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('an unknown path on the admin address', () => {
  it.each(['/nothing', '/exchanges/k3x9-1', '/route?name=GET+/nothing'])(
    'gives browsers a page: %s',
    async (path) => {
      using plane = planeUnderTest();
      const answer = await plane.ask(path, ofBrowser);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'text/html; charset=UTF-8',
      ]);
      expect(await answer.text()).toContain('<h1>Not found</h1>');
    },
  );

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
});
