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

describe('cookies are the same', () => {
  it.each<[string, string[], string[]]>([
    ['in any order', ['a=1', 'b=2'], ['b=2', 'a=1']],
    ['whatever the spelling of attributes', ['a=1; Path=/; HttpOnly'], ['a=1;httponly;  PATH=/']],
    ['whatever the case of SameSite', ['a=1; SameSite=Lax'], ['a=1; samesite=lax']],
    ['with or without a dot before the domain', ['a=1; Domain=.X.org'], ['a=1; domain=x.org']],
    ['each with the host of its deployment', ['a=1; Domain=127.0.0.1'], ['a=1; Domain=127.0.0.1']],
    ['with values that are minted anew', [`sid=${token}`], [`sid=${otherToken}`]],
    ['with an expiry some seconds later', [`a=1; ${expires(60)}`], [`a=1; ${expires(65)}`]],
    ['with a lifetime in place of a date', [`a=1; ${expires(600)}`], ['a=1; Max-Age=600']],
    ['deleted either way', ['a=; Max-Age=0'], ['a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT']],
    ['quoted or percent-encoded', ['a="x y"; Path=/'], ['a="x y";Path=/']],
  ])('%s', (_, primary, candidate) => {
    expect(compareCookies(primary, candidate)).toEqual([]);
  });
});

describe('cookies differ', () => {
  it.each<[string, string, string]>([
    ['in a value that is a word', 'theme=dark', 'theme=light'],
    [
      'in long settings',
      `p={"sort":"name","hide":[${'1,'.repeat(40)}1]}`,
      `p={"sort":"cost","hide":[${'1,'.repeat(40)}1]}`,
    ],
    ['in a value on one side only', `sid=${token}`, 'sid='],
    ['in a value that is minted on one side only', `sid=${token}`, 'sid=none'],
    ['in HttpOnly', 'sid=x; HttpOnly', 'sid=x'],
    ['in Secure', 'sid=x', 'sid=x; Secure'],
    ['in Path', 'sid=x; Path=/', 'sid=x; Path=/api'],
    ['in Domain', 'sid=x; Domain=a.org', 'sid=x; Domain=b.org'],
    ['in SameSite', 'sid=x; SameSite=Lax', 'sid=x; SameSite=None'],
    ['in Partitioned', 'sid=x; Partitioned', 'sid=x'],
    ['in a lifetime', 'sid=x; Max-Age=60', 'sid=x; Max-Age=61'],
    ['in a date by more than minutes', `sid=x; ${expires(600)}`, `sid=x; ${expires(1200)}`],
    ['in ending with the session', `sid=x; ${expires(600)}`, 'sid=x'],
    ['in being deleted', `sid=x; ${expires(1)}`, `sid=x; ${expires(-1)}`],
  ])('%s', (_, primary, candidate) => {
    expect(compareCookies([primary], [candidate])).toHaveLength(1);
    expect(compareCookies([candidate], [primary])).toHaveLength(1);
  });

  it('by name, and are shown without their values', () => {
    const [missing, changed] = compareCookies(
      ['gone=x', `sid=${token}; Path=/; HttpOnly`, 'same=1'],
      ['same=1', `sid=${otherToken}; Path=/`],
    );
    expect(missing).toMatchObject({ kind: 'removed', path: 'set-cookie[gone]', candidate: null });
    expect(changed).toMatchObject({ kind: 'changed', template: 'set-cookie[sid]' });
    expect(changed?.primary).toMatch(/^sid=‹redacted #\w+›; Path=\/; HttpOnly$/);
    expect(changed?.candidate).toMatch(/^sid=‹redacted #\w+›; Path=\/$/);
  });

  it('in how often one is set', () => {
    expect(compareCookies(['a=1; Path=/', 'a=1; Path=/x'], ['a=1; Path=/'])).toMatchObject([
      { kind: 'removed', path: 'set-cookie[a]' },
    ]);
  });

  it('and are not counted by a name that is minted', () => {
    const [difference] = compareCookies([`${token}=1`], []);
    expect(difference?.template).toBe('set-cookie[*]');
  });

  it('without a fault if they are none', () => {
    const odd = ['', '=', ';', '=;=', 'a', ';;a=b', '__proto__=1; Path', 'a=%E0%A4%A'];
    for (const cookie of odd) {
      expect(compareCookies([cookie], ['b=1; Path=/']).length).toBeGreaterThan(0);
    }
  });
});
