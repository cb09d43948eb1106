import { describe, expect, it } from 'vitest';
import { createSessionNames } from '../../../src/shadow/order/client-session.ts';

const sessionsOf = createSessionNames();

/** Whether two requests with these fields could be of one client. */
function share(some: readonly string[], others: readonly string[]): boolean {
  const names = sessionsOf(others);
  return sessionsOf(some).some((name) => names.includes(name));
}

const session = 'sid=a3f9c1d27b8e4f60';

describe('requests of one session', () => {
  it.each([
    ['one Authorization', ['Authorization', 'Bearer a'], ['authorization', 'Bearer a']],
    ['one API key', ['X-Api-Key', 'a'], ['x-api-key', 'a']],
    ['one session cookie', ['Cookie', session], ['cookie', session]],
    [
      'one session cookie among others',
      ['Cookie', `a=b; ${session}`],
      ['Cookie', `${session}; c=d`],
    ],
    [
      'one session cookie in a field of its own',
      ['Cookie', 'a=b', 'Cookie', session],
      ['Cookie', session],
    ],
    ['one short cookie without others', ['Cookie', 'sid=7'], ['Cookie', 'sid=7']],
    [
      'a cookie, beside different API keys',
      ['Cookie', session, 'X-Api-Key', 'a'],
      ['Cookie', session, 'X-Api-Key', 'b'],
    ],
  ])('share %s', (_, some, others) => {
    expect(share(some, others)).toBe(true);
  });
});

describe('requests of different sessions', () => {
  it.each([
    ['another Authorization', ['Authorization', 'Bearer a'], ['Authorization', 'Bearer b']],
    ['another session cookie', ['Cookie', session], ['Cookie', 'sid=b3f9c1d27b8e4f61']],
    ['cookies of one value but other names', ['Cookie', `a${session}`], ['Cookie', session]],
    [
      'only a common cookie, beside their own cookies',
      ['Cookie', `theme=dark; ${session}`],
      ['Cookie', 'theme=dark; sid=b3f9c1d27b8e4f61'],
    ],
  ])('have %s', (_, some, others) => {
    expect(share(some, others)).toBe(false);
  });
});

describe('the session of a request', () => {
  it.each([
    ['without credentials', ['Host', 'a']],
    [
      'with more cookies than clients keep',
      ['Cookie', Array.from({ length: 51 }, (_, i) => `${session}${i}=1`).join(';')],
    ],
    ['with a malformed cookie', ['Cookie', 'x; y']],
  ])('is unknown %s', (_, fields) => {
    expect(sessionsOf(fields)).toEqual([]);
  });
});

describe('the names of sessions', () => {
  it('do not contain credentials, and differ in each process', () => {
    const fields = ['Authorization', 'Bearer secret', 'Cookie', session];
    const names = sessionsOf(fields);
    expect(names).toHaveLength(2);
    expect(names.join(' ')).not.toMatch(/secret|a3f9/);
    expect(createSessionNames()(fields)).not.toEqual(names);
  });

  it('begin with the credential, followed by the longest cookie', () => {
    const [first] = sessionsOf(['Cookie', session, 'Authorization', 'Bearer a']);
    expect(first).toBe(sessionsOf(['Authorization', 'Bearer a'])[0]);
    const [longest] = sessionsOf(['Cookie', `sid=0123456789abcdef; ${session}${session}`]);
    expect(longest).toBe(sessionsOf(['Cookie', session + session])[0]);
  });
});
