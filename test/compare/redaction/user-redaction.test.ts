import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { createRedactor } from '../../../src/compare/redaction/redactor.ts';
import { compileUserPatterns } from '../../../src/compare/redaction/user-patterns.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { pairOf, parseConfig, type ResponseSpec } from '../pair-fixture.ts';

const hidden = /^‹redacted #[0-9a-f]{10}›$/;

function shown(redact: Record<string, unknown>, primary: ResponseSpec, candidate: ResponseSpec) {
  const config = parseConfig({ redact });
  const redactor = createRedactor(Buffer.alloc(32), compileUserPatterns(config.redact.patterns));
  const [difference] = createPairComparer(config, redactor).compare(
    pairOf(primary, candidate),
  ).differences;
  return difference!;
}

describe('a value at a path of redact.paths', () => {
  it('is hidden, and its difference is shown', () => {
    const { primary, candidate } = shown(
      paths('$.user.email'),
      { body: '{"user":{"email":"ann@example.com"}}' },
      { body: '{"user":{"email":"bob@example.com"}}' },
    );
    expect(primary).toMatch(hidden);
    expect(candidate).toMatch(hidden);
    expect(primary).not.toBe(candidate);
  });

  it('has a shape, and no distance, which would reveal a number', () => {
    const change = [
      { body: '{"user":{"pay":5100}}' },
      { body: '{"user":{"pay":"none"}}' },
    ] as const;
    expect(shown(paths('$.user'), ...change).shape).toBe('integer → word');
    const raise = [{ body: '{"user":{"pay":5100}}' }, { body: '{"user":{"pay":0}}' }] as const;
    expect(shown({}, ...raise).distance).toBe(5100);
    expect(shown(paths('$.user'), ...raise).distance).toBeNull();
    expect(shown({ patterns: ['51[0-9]{2}'] }, ...raise).distance).toBeNull();
  });

  it('is hidden with all values below it', () => {
    expect(shown(paths('$.user'), userOf('Ann'), userOf('Bob')).primary).toMatch(hidden);
  });

  it('is hidden in a missing part', () => {
    const { primary } = shown(
      paths('$..email', '$.users[0].name'),
      { body: '{"users":[{"email":"ann@example.com","name":"Ann"},{"name":"Bob"}]}' },
      { body: '{}' },
    );
    expect(primary).toMatch(
      /^\[\{"email":‹redacted #\w+›,"name":‹redacted #\w+›\},\{"name":"Bob"\}\]$/,
    );
  });

  it('is hidden if a filter selects it', () => {
    const { primary } = shown(paths('$[?@.kind=="email"].value'), emailOf('ann'), emailOf('bob'));
    expect(primary).toMatch(hidden);
  });

  it('is hidden if a filter selects it by a number of more digits than a double holds', () => {
    const { primary } = shown(
      paths('$[?@.n > 1000].value'),
      { body: '[{"n":12345678901234567890,"value":"ann"}]' },
      { body: '[{"n":12345678901234567890,"value":"bob"}]' },
    );
    expect(primary).toMatch(hidden);
  });

  it('is hidden at the index of the element on either side', () => {
    const { primary, candidate } = shown(
      paths('$[1].name'),
      { body: '[{"id":1,"name":"Ann"},{"id":2,"name":"Bob"},{"id":3,"name":"Eve"}]' },
      { body: '[{"id":2,"name":"Joe"},{"id":3,"name":"Eve"}]' },
    );
    expect(`${primary} ${candidate}`).not.toMatch(/Bob/);
  });

  it('is hidden in a member that a later member of the same name overrides', () => {
    const { primary } = shown(
      paths('$.user.email'),
      { body: '{"user":{"email":"ann@example.com"},"user":{"email":"eve@example.com"}}' },
      { body: '{"user":{"email":"eve@example.com"}}' },
    );
    expect(primary).toMatch(/^‹repeated name, before that› \{"email":‹redacted #\w+›\}$/);
  });

  it('is hidden if one side is not JSON', () => {
    const { primary } = shown(
      paths('$.email'),
      { body: '{"email":"ann@example.com"}' },
      { fields: ['Content-Type', 'application/json'], body: '<html>' },
    );
    expect(primary).not.toContain('ann');
  });
});

describe('text that matches a pattern of redact.patterns', () => {
  const patterns = { patterns: ['emp-[0-9]{6}', '(?i)project \\w+', '\\b4\\d{11,15}\\b'] };

  it.each<[string, string, string, RegExp]>([
    ['a JSON string', 'application/json', '{"a":"see emp-123456!"}', /^"see ‹redacted #\w+›!"$/],
    ['a number', 'application/json', '{"a":411111111111}', hidden],
    [
      'a number of more digits than a double has',
      'application/json',
      '{"a":4111111111111111}',
      hidden,
    ],
    [
      'a number in a missing part',
      'application/json',
      '{"a":{"b":411111111111}}',
      /^\{"b":‹redacted #\w+›\}$/,
    ],
    ['text', 'text/plain', 'for PROJECT zebra.', /^for ‹redacted #\w+›\.$/],
  ])('is hidden in %s', (_, type, body, expected) => {
    const { primary } = shown(
      patterns,
      { fields: ['Content-Type', type], body },
      { fields: ['Content-Type', type], body: type === 'text/plain' ? 'x' : '{}' },
    );
    expect(primary).toMatch(expected);
  });

  it('is hidden in a header and in a path', () => {
    expect(
      shown(patterns, { fields: ['Location', '/emp-123456'] }, { fields: [] }).primary,
    ).toMatch(/^\/‹redacted #\w+›$/);
    const { path } = shown(patterns, { body: '{"emp-123456":1}' }, { body: '{}' });
    expect(path).not.toContain('123456');
  });

  it('is found in linear time', () => {
    const evil = { patterns: ['(a+)+$', '(?:a|aa)+b'] };
    const body = 'a'.repeat(200_000);
    const text = (end: string) => ({ fields: ['Content-Type', 'text/plain'], body: body + end });
    expect(shown(evil, text('!'), text('?')).kind).toBe('changed');
  });
});

describe('the key redact of the config', () => {
  it('has no paths and patterns by default', () => {
    expect(parseConfig().redact).toEqual({
      paths: [],
      patterns: [],
      emails: false,
      bodies: [],
    });
  });

  it.each<[unknown, RegExp]>([
    [{ patterns: ['(?=a)b'] }, /RE2 syntax/],
    [{ patterns: ['('] }, /RE2 syntax/],
    [{ patterns: ['a*'] }, /does not match the empty text/],
    [{ paths: ['user.email'] }, /RFC 9535 JSONPath/],
    [{ bodies: ['/v1/chat'] }, /write METHOD/],
    [{ bodies: ['POST /v1?x'] }, /does not depend on the query/],
  ])('refuses %j', (redact, message) => {
    expect(faultsOf(redact)).toEqual([expect.stringMatching(message)]);
  });
});

function paths(...texts: string[]) {
  return { paths: texts };
}

function userOf(name: string): ResponseSpec {
  return { body: `{"user":{"name":["${name}"]}}` };
}

function emailOf(value: string): ResponseSpec {
  return { body: `[{"kind":"email","value":"${value}"}]` };
}

function faultsOf(redact: unknown): string[] | undefined {
  return configSchema
    .safeParse({ primary: 'http://a', candidate: 'http://b', redact })
    .error?.issues.map(({ message }) => message);
}
