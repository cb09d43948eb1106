import { describe, expect, it } from 'vitest';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

const token = 'a-token-of-more-than-16-characters';
const host = '127.0.0.1:9900';
const page = { headers: { accept: 'text/html', host } };

function closedPlane(): PlaneUnderTest {
  return planeUnderTest({ admin: { token, readsNeedToken: true } }, { monotonic: () => 0 });
}

async function logIn(plane: PlaneUnderTest, given: string, to = '/'): Promise<Response> {
  return plane.ask(`http://${host}/login?to=${encodeURIComponent(to)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: `http://${host}`,
      host,
    },
    body: new URLSearchParams({ token: given }),
  });
}

async function sessionOf(plane: PlaneUnderTest): Promise<string> {
  const answer = await logIn(plane, token);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

describe('a browser without the token', () => {
  it('is redirected to the login, and then to the page that it requested', async () => {
    using plane = closedPlane();
    const led = await plane.ask('/routes?area=costs', page);
    expect(led.status).toBe(303);
    expect(led.headers.get('location')).toBe('/login?to=%2Froutes%3Farea%3Dcosts');
    const answer = await logIn(plane, token, '/routes?area=costs');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/routes?area=costs']);
  });

  it('may read with the cookie until it logs out', async () => {
    using plane = closedPlane();
    const headers = { ...page.headers, cookie: await sessionOf(plane), origin: `http://${host}` };
    expect((await plane.ask('/routes', { headers })).status).toBe(200);
    await plane.ask(`http://${host}/logout`, { method: 'POST', headers });
    expect((await plane.ask('/routes', { headers })).status).toBe(303);
  });

  it('gets a cookie that scripts cannot read and other pages do not send', async () => {
    using plane = closedPlane();
    const cookie = (await logIn(plane, token)).headers.get('set-cookie');
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(token);
  });

  it('gets a cookie that is only sent over TLS if the address uses TLS', async () => {
    const tls = { cert: 'cert.pem', key: 'key.pem' };
    using plane = planeUnderTest({ admin: { token, readsNeedToken: true, tls } });
    expect((await logIn(plane, token)).headers.get('set-cookie')).toMatch(/; Secure/);
    using plain = closedPlane();
    expect((await logIn(plain, token)).headers.get('set-cookie')).not.toMatch(/Secure/);
  });

  it('is refused with a wrong token, and has to wait after ten of them', async () => {
    using plane = closedPlane();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      statuses.push((await logIn(plane, 'not the token')).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect((await logIn(plane, token)).status).toBe(429);
  });

  it.each(['https://evil.test/', '//evil.test/', '/\\evil.test', 'javascript:alert(1)'])(
    'is not redirected to another origin: %s',
    async (to) => {
      using plane = closedPlane();
      expect((await logIn(plane, token, to)).headers.get('location')).toBe('/');
    },
  );
});

describe('a page of another origin', () => {
  it('cannot log anybody in', async () => {
    using plane = closedPlane();
    const answer = await plane.ask(`http://${host}/login`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://evil.test',
        host,
      },
      body: new URLSearchParams({ token }),
    });
    expect(answer.status).toBe(403);
  });
});

describe('a program without the token', () => {
  it('is refused with an explanation, and not redirected', async () => {
    using plane = closedPlane();
    expect((await plane.ask('/api/gate', { headers: { host } })).status).toBe(401);
  });
});
