import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/compare/redaction/redactor.ts';
import { isSecretName } from '../../../src/vocabulary/secret-names.ts';
import { compareJsonTexts, compareResponses, redactor } from '../pair-fixture.ts';

const hidden = /^‹redacted #[0-9a-f]{10}›$/;

describe('the name of a value', () => {
  it.each(
    (
      'password Password user_password passwd secret clientSecret apiKey api_key X-API-Key token ' +
      'access_token refreshToken id-token key Authorization Proxy-Authorization cookie ' +
      'Set-Cookie privateKey credentials'
    ).split(' '),
  )('marks a secret: %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(
    (
      'tokens total_tokens prompt_tokens max_tokens tokenCount keyboard name monkey key_id ' +
      'primary_key keyName author passenger cost'
    ).split(' '),
  )('marks no secret: %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('a difference in JSON', () => {
  it('does not show the value under a secret’s name, but whether it is the same', () => {
    const [left, right] = shown('{"password":"hunter2"}', '{"password":"hunter3"}');
    expect(left).toMatch(hidden);
    expect(right).toMatch(hidden);
    expect(left).not.toBe(right);
    expect(shown('{"password":"hunter2"}', '{}')[0]).toBe(left);
  });

  it('does not show a value at any depth below such a name', () => {
    expect(shown('{"secret":{"a":[{"b":"x1"}]}}', '{"secret":{"a":[{"b":"x2"}]}}')[0]).toMatch(
      hidden,
    );
    expect(shown('{"pin":12345}', '{"pin":12346}')[0]).toMatch(hidden);
  });

  it('does not show such a value in a missing subtree', () => {
    const [left] = shown('{"a":{"b":[{"apiKey":"zzz","n":1}],"token":{"v":"yyy"}}}', '{}');
    expect(left).toMatch(
      /^\{"b":\[\{"apiKey":‹redacted #\w+›,"n":1\}\],"token":‹redacted #\w+›\}$/,
    );
  });

  it('shows that a secret is null or empty', () => {
    expect(shown('{"token":null}', '{"token":""}')).toEqual(['null', '""']);
  });

  it.each([
    'sk-abcdef123456',
    'condt_9f8e7d6c5b',
    'ghp_abcdefghijklmnop',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_123',
    'Bearer abcdef.ghi',
    'Basic dXNlcjpwYXNz',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
  ])('does not show a value with the shape of a secret: %s', (secret) => {
    const [left, right] = shown(noteOf(`use ${secret}`), noteOf('use none'));
    expect(left).toMatch(/^"use ‹redacted #[0-9a-f]{10}›"$/);
    expect(right).toBe('"use none"');
  });

  it('does not show such a value in a key or in the path', () => {
    const { path, template, primary } = compareJsonTexts(
      '{"a":{"sk-abcdef123456":{"sk-abcdef999":1}}}',
      '{"a":{}}',
    ).differences[0]!;
    expect(`${path}${template}${primary}`).not.toMatch(/abcdef/);
  });

  it('does not show a password inside a JSON string of JSON, a form or a URL', () => {
    for (const text of [
      String.raw`{\"password\":\"hunter2\"}`,
      'a=1&password=hunter2&b=2',
      'postgres://app:hunter2@db/conduit',
    ]) {
      const [left] = shown(`{"raw":"${text}"}`, '{"raw":""}');
      expect(left).toContain('‹redacted');
      expect(left).not.toContain('hunter2');
    }
  });

  it('cuts long texts, and shows by a digest that they differ', () => {
    const [left, right] = shown(`["${'x'.repeat(500)}a"]`, `["${'x'.repeat(500)}b"]`);
    expect(left).toMatch(/^"x{119}… \(501 characters, #[0-9a-f]{10}\)$/);
    expect(left).not.toBe(right);
  });

  it('never cuts a secret in two, because a part would lose the shape', () => {
    fc.assert(
      fc.property(fc.nat(140), (before) => {
        const [left] = shown(`["${'x '.repeat(before)}sk-abcdefghijklmnopqrstuvwxyz"]`, '[""]');
        expect(left).not.toMatch(/sk-|abc/);
      }),
      { seed: 7 },
    );
  });

  it('escapes characters that could falsify a report', () => {
    const [left] = shown(JSON.stringify(['a\u0000\n\u001b[31m\u202e\u2028\u0085\ufeffb']), '[1]');
    expect(left).toBe(String.raw`"a\u0000\n\u001b[31m\u202e\u2028\u0085\ufeffb"`);
  });

  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(fc.nat(3), (shift) => {
        const [left] = shown(JSON.stringify(['x'.repeat(116 + shift) + '😀'.repeat(9)]), '[1]');
        expect(left!.isWellFormed()).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it('is short and well formed for any value', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (primary, candidate) => {
        for (const one of compareJsonTexts(primary, candidate).differences) {
          for (const text of [one.primary ?? '', one.candidate ?? '']) {
            expect(text.length).toBeLessThan(200);
            expect(text.isWellFormed()).toBe(true);
          }
        }
      }),
      { seed: 7 },
    );
  });
});

describe('a difference in a header', () => {
  it.each(['Cookie', 'Authorization', 'X-Api-Key'])('does not show the value of %s', (name) => {
    const [difference] = compareResponses(
      { fields: [name, 'session=abc; Path=/'] },
      { fields: [name, 'session=abd; Path=/'] },
      { headers: [name] },
    ).differences;
    expect(difference?.primary).toMatch(hidden);
    expect(difference?.candidate).toMatch(hidden);
    expect(difference?.candidate).not.toBe(difference?.primary);
  });

  it('does not show the shape of a secret in another header', () => {
    const [difference] = compareResponses(
      { fields: ['Location', '/login?api_key=abcdef&next=/'] },
      { fields: ['Location', 'https://me:pw123@host/'] },
    ).differences;
    expect(difference?.primary).toMatch(/^\/login\?api_key=‹redacted #\w+›&next=\/$/);
    expect(difference?.candidate).toMatch(/^https:\/\/‹redacted #\w+›@host\/$/);
  });
});

describe('a difference in a text body', () => {
  it('does not show a secret in it', () => {
    const [difference] = compareResponses(
      { fields: ['Content-Type', 'text/plain'], body: 'token: sk-abcdef123456' },
      { fields: ['Content-Type', 'text/plain'], body: 'none' },
    ).differences;
    expect(difference?.primary).toMatch(/^token: ‹redacted #\w+›$/);
  });
});

describe('digests', () => {
  it('are the same for the same value in one process, and differ between processes', () => {
    expect(redactor.digest('a')).toBe(redactor.digest('a'));
    expect(redactor.digest('a')).toBe(redactor.digest(Buffer.from('a')));
    expect(createRedactor().digest('a')).not.toBe(createRedactor().digest('a'));
  });

  it('distinguish long values by their start, end and length', () => {
    const long = 'x'.repeat(100_000);
    const values = [long, `${long}x`, `y${long.slice(1)}`, `${long.slice(1)}y`];
    const digests = values.map((value) => redactor.digest(value));
    expect(new Set(digests).size).toBe(4);
  });
});

/** The two values in the first difference. */
function shown(primary: string, candidate: string) {
  const { primary: left, candidate: right } = compareJsonTexts(primary, candidate).differences[0]!;
  return [left, right];
}

function noteOf(text: string): string {
  return JSON.stringify({ note: text });
}
