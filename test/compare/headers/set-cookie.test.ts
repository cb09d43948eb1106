import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';

/** The clock of the pairs that are compared. */
const now = 1_700_000_000_000;

function compareCookies(primary: readonly string[], candidate: readonly string[]) {
  return compareResponses({ fields: setting(primary) }, { fields: setting(candidate) }).differences;
}

function setting(cookies: readonly string[]): string[] {
  return cookies.flatMap((one) => ['Set-Cookie', one]);
}

function expires(inSeconds: number): string {
  return `Expires=${new Date(now + inSeconds * 1000).toUTCString()}`;
}

const token = 'k3J9xQ2mZ8vT1nB6rL4w';
const otherToken = 'p7D2sF5hG9jK3lQ8wE1r';

describe('two sets of cookies', () => {
  it.each<[string, string[], string[]]>([
    ['in any order', ['a=1', 'b=2'], ['b=2', 'a=1']],
    ['with attributes in any spelling', ['a=1; Path=/; HttpOnly'], ['a=1;httponly;  PATH=/']],
    ['with SameSite in any letter case', ['a=1; SameSite=Lax'], ['a=1; samesite=lax']],
    ['with or without a dot before the domain', ['a=1; Domain=.X.org'], ['a=1; domain=x.org']],
    [
      'with the host of each deployment as Domain',
      ['a=1; Domain=127.0.0.1'],
      ['a=1; Domain=127.0.0.1'],
    ],
    ['with newly generated values', [`sid=${token}`], [`sid=${otherToken}`]],
    ['with an expiry some seconds later', [`a=1; ${expires(60)}`], [`a=1; ${expires(65)}`]],
    ['with a lifetime in place of an expiry date', [`a=1; ${expires(600)}`], ['a=1; Max-Age=600']],
    [
      'deleted by date or by lifetime',
      ['a=; Max-Age=0'],
      ['a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    ],
    ['with values in quotes or percent-encoded', ['a="x y"; Path=/'], ['a="x y";Path=/']],
  ])('are the same %s', (_, primary, candidate) => {
    expect(compareCookies(primary, candidate)).toEqual([]);
  });
});

describe('cookies differ', () => {
  it.each<[string, string, string]>([
    ['in a value that is a word', 'theme=dark', 'theme=light'],
    [
      'in a long value that is readable',
      `p={"sort":"name","hide":[${'1,'.repeat(40)}1]}`,
      `p={"sort":"cost","hide":[${'1,'.repeat(40)}1]}`,
    ],
    ['in a value that one side lacks', `sid=${token}`, 'sid='],
    ['in a value that is generated on one side only', `sid=${token}`, 'sid=none'],
    ['in HttpOnly', 'sid=x; HttpOnly', 'sid=x'],
    ['in Secure', 'sid=x', 'sid=x; Secure'],
    ['in Path', 'sid=x; Path=/', 'sid=x; Path=/api'],
    ['in Domain', 'sid=x; Domain=a.org', 'sid=x; Domain=b.org'],
    ['in SameSite', 'sid=x; SameSite=Lax', 'sid=x; SameSite=None'],
    ['in Partitioned', 'sid=x; Partitioned', 'sid=x'],
    ['in a lifetime', 'sid=x; Max-Age=60', 'sid=x; Max-Age=61'],
    ['in a date by more than minutes', `sid=x; ${expires(600)}`, `sid=x; ${expires(1200)}`],
    ['in whether they end with the session', `sid=x; ${expires(600)}`, 'sid=x'],
    ['in whether they are deleted', `sid=x; ${expires(1)}`, `sid=x; ${expires(-1)}`],
  ])('differ %s', (_, primary, candidate) => {
    expect(compareCookies([primary], [candidate])).toHaveLength(1);
    expect(compareCookies([candidate], [primary])).toHaveLength(1);
  });

  it('differ by name, and are shown without their values', () => {
    const [missing, changed] = compareCookies(
      ['gone=x', `sid=${token}; Path=/; HttpOnly`, 'same=1'],
      ['same=1', `sid=${otherToken}; Path=/`],
    );
    expect(missing).toMatchObject({ kind: 'removed', path: 'set-cookie[gone]', candidate: null });
    expect(changed).toMatchObject({ kind: 'changed', template: 'set-cookie[sid]' });
    expect(changed?.primary).toMatch(/^sid=‹redacted #\w+›; Path=\/; HttpOnly$/);
    expect(changed?.candidate).toMatch(/^sid=‹redacted #\w+›; Path=\/$/);
  });

  it('differ in how often a cookie is set', () => {
    expect(compareCookies(['a=1; Path=/', 'a=1; Path=/x'], ['a=1; Path=/'])).toMatchObject([
      { kind: 'removed', path: 'set-cookie[a]' },
    ]);
  });

  it('are not counted under a generated name', () => {
    const [difference] = compareCookies([`${token}=1`], []);
    expect(difference?.template).toBe('set-cookie[*]');
  });

  it('cause no exception if they are malformed', () => {
    const odd = ['', '=', ';', '=;=', 'a', ';;a=b', '__proto__=1; Path', 'a=%E0%A4%A'];
    for (const cookie of odd) {
      expect(compareCookies([cookie], ['b=1; Path=/']).length).toBeGreaterThan(0);
    }
  });
});
