import { describe, expect, it } from 'vitest';
import { comparerFor, answered, exchangeOf, pairWith } from '../pair-fixture.ts';

/** Two deployments, and a client that knows them by a third name. */
const comparer = comparerFor({
  primary: 'http://legacy:8080',
  candidate: 'https://repository.internal',
});

function compare(name: string, primary: string, candidate: string): number {
  const exchange = exchangeOf(
    { fields: [name, primary] },
    {
      request: {
        head: Buffer.from('GET /api/keys?x=1 HTTP/1.1\r\nHost: api.example.com\r\n\r\n'),
        body: new Uint8Array(0),
      },
    },
  );
  const candidateLeg = answered({ fields: [name, candidate] });
  return comparer.compare(pairWith(exchange, candidateLeg)).differences.length;
}

describe('a Location of a deployment on a Unix socket', () => {
  const exchange = exchangeOf({ fields: ['Location', '/a'] });
  const isSame = (candidate: Record<string, unknown>): boolean => {
    const withSocket = comparerFor({ primary: 'http://legacy:8080', candidate });
    const leg = answered({ fields: ['Location', 'http://localhost/a'] });
    return withSocket.compare(pairWith(exchange, leg)).differences.length === 0;
  };

  it('may name localhost if the deployment is sent localhost as Host', () => {
    expect(isSame({ url: 'unix:/run/new.sock', hostHeader: 'upstream' })).toBe(true);
  });

  it("differs with localhost if the deployment is sent the client's Host", () => {
    expect(isSame({ url: 'unix:/run/new.sock' })).toBe(false);
  });
});

describe('a Location', () => {
  it.each([
    ['http://legacy:8080/a?b#c', 'https://repository.internal/a?b#c'],
    ['http://legacy/a', 'https://repository.internal/a'],
    ['/a', 'https://repository.internal/a'],
    ['https://api.example.com/a', '/a'],
    ['/a', '//api.example.com/a'],
    ['/api/keys/7', 'keys/7'],
    ['/api/keys?y=1', '?y=1'],
    ['/a/../b', '/b'],
    ['https://login.example.com:443/a', 'https://LOGIN.example.com/a'],
  ])('%s is %s', (primary, candidate) => {
    expect(compare('Location', primary, candidate)).toBe(0);
    expect(compare('Location', candidate, primary)).toBe(0);
  });

  it.each([
    ['/a', '/b'],
    ['/a', '/a?b=1'],
    ['/a', '/a/'],
    ['/a', 'https://elsewhere.example.com/a'],
    ['https://elsewhere.example.com/a', 'http://elsewhere.example.com/a'],
    ['https://one.example.com/a', 'https://other.example.com/a'],
    ['https://api.example.com/a', 'http://api.example.com/a'],
    ['https://user@api.example.com/a', 'https://api.example.com/a'],
    ['mailto:a@example.com', 'mailto:b@example.com'],
    ['http://[', 'http://]'],
    ['', '/a'],
  ])('%s is not %s', (primary, candidate) => {
    expect(compare('Location', primary, candidate)).toBe(1);
    expect(compare('Location', candidate, primary)).toBe(1);
  });
});

describe('a Link', () => {
  it.each([
    ['</a?page=2>; rel=next', '<http://legacy:8080/a?page=2>; rel="next"'],
    ['</a>; rel=next, </b>; rel=prev', '</b>;rel=prev,</a>;REL="NEXT"'],
    ['</a>; rel=next; title="x, y; z"', '</a>; title="x, y; z"; rel=next'],
    ['</a,b>; rel=next', '</a,b> ; rel=next'],
  ])('%s is %s', (primary, candidate) => {
    expect(compare('Link', primary, candidate)).toBe(0);
    expect(compare('Link', candidate, primary)).toBe(0);
  });

  it.each([
    ['</a?page=2>; rel=next', '</a?page=3>; rel=next'],
    ['</a>; rel=next', '</a>; rel=prev'],
    ['</a>; rel=next', '</a>; rel=next, </b>; rel=prev'],
    ['</a>; rel=next; title=A', '</a>; rel=next; title=a'],
    ['</a>; rel=next', 'no link'],
  ])('%s is not %s', (primary, candidate) => {
    expect(compare('Link', primary, candidate)).toBe(1);
    expect(compare('Link', candidate, primary)).toBe(1);
  });
});
