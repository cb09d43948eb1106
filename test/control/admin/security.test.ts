import { describe, expect, it } from 'vitest';
import { comparisonOf } from '../comparison-fixture.ts';
import { planeUnderTest } from '../plane-under-test.ts';

/**
 * The admin address shows what hostile clients sent to the people who decide about a promotion,
 * in their browsers, on a machine where every web page they visit can try to reach it.
 */

const paths = ['/', '/assets/parallax.css', '/metrics', '/healthz', '/readyz', '/api/routes'];

describe('the headers of an answer', () => {
  it.each([...paths, '/nowhere', '/api/comparisons?limit=0'])(
    'forbid inline scripts, framing, sniffing and referrers: %s',
    async (path) => {
      using plane = planeUnderTest();
      const { headers } = await plane.ask(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy':
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
    },
  );
});

describe('the cache of a browser', () => {
  it.each(['/', '/exchanges', '/metrics', '/api/comparisons', '/nowhere'])(
    'does not store %s',
    async (path) => {
      using plane = planeUnderTest();
      expect((await plane.ask(path)).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('stores assets, whose address changes with their content', async () => {
    using plane = planeUnderTest();
    const page = await (await plane.ask('/')).text();
    const [url = ''] = /\/assets\/parallax\.css\?v=[0-9a-f]{10}/.exec(page) ?? [];
    const answer = await plane.ask(url);
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });
});

describe('a request with another Host', () => {
  it.each([
    'evil.test',
    'evil.test:9900',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '[::2]',
    '',
  ])('is refused on a loopback address: %o', async (host) => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/api/comparisons', { headers: { host } });
    expect(answer.status).toBe(421);
    expect(await answer.text()).not.toContain('evil');
  });

  it.each(['localhost', 'LOCALHOST:9900', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:9900'])(
    'is accepted for the names of this machine: %s',
    async (host) => {
      using plane = planeUnderTest();
      expect((await plane.ask('/api/comparisons', { headers: { host } })).status).toBe(200);
    },
  );

  it('is accepted if the operator chose to listen to other machines', async () => {
    using plane = planeUnderTest({ admin: '0.0.0.0:9900' });
    const headers = { host: 'parallax.monitoring.svc:9900' };
    expect((await plane.ask('/healthz', { headers })).status).toBe(200);
  });
});

describe('the methods of the admin address', () => {
  it.each(paths)('include HEAD %s, which is answered as GET without a body', async (path) => {
    using plane = planeUnderTest();
    const [head, get] = [await plane.ask(path, { method: 'HEAD' }), await plane.ask(path)];
    expect([head.status, await head.text()]).toEqual([get.status, '']);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])(
    'do not include %s',
    async (method) => {
      using plane = planeUnderTest();
      const answer = await plane.ask('/api/routes', { method });
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect(await answer.json()).toMatchObject({ status: 405 });
    },
  );
});

describe('a failed request', () => {
  it('gets a problem document if the path is unknown', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/<script>alert(1)</script>');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404, title: 'Not Found' });
  });

  it('gets no internal details if Parallax is at fault', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf({ wallClockMs: Number.NaN })]);
    const answer = await plane.ask('/api/comparisons');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'This request failed inside Parallax; its log says why.',
    });
  });
});
