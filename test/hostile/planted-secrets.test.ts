/**
 * The threat: what is kept of exchanges is shown on pages, answered by the admin API, written to a file and put
 * into a curl command, for people who may not see production's secrets. Here some 150 secrets are planted: under
 * names, in brackets, in paths, in columns, in attributes, as card and account numbers, and once more where
 * nothing says that they are secrets, also encoded. The tests search all output of the compare plane for them.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createConfiguredRedactor } from '../../src/compare/redaction/configured-redactor.ts';
import { createExchangeRedactors } from '../../src/compare/redaction/exchange-redactor.ts';
import { createPairComparer } from '../../src/compare/compare-pair.ts';
import { createSpecimenAdder } from '../../src/compare/specimen/specimen-adder.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { threadCpuMs } from '../../src/vocabulary/thread-cpu.ts';
import {
  answered,
  exchangeOf,
  pairWith,
  parseConfig,
  type ResponseSpec,
} from '../compare/pair-fixture.ts';

/** The parts of one exchange. */
interface Planted {
  readonly method?: string;
  readonly target?: string;
  /** Names and values of the request's fields. */
  readonly fields?: readonly string[];
  readonly body?: string | Uint8Array;
  readonly primary?: ResponseSpec;
  readonly candidate?: ResponseSpec;
}

const redact = {
  paths: ['$..[?@.kind == "patient"].number', '$.people[*].diagnosis'],
  emails: true,
  bodies: ['POST /v1/chat/completions'],
};

function comparisonOf(planted: Planted, overrides: Record<string, unknown> = {}): Comparison {
  const config = parseConfig({ redact, ...overrides });
  const redactor = createConfiguredRedactor(config, Buffer.alloc(32, 7));
  const redactors = createExchangeRedactors(config, redactor);
  const { method = 'POST', target = '/a', fields = [], body = '' } = planted;
  const { primary = { body: '{"side":1}' }, candidate = { body: '{"side":2}' } } = planted;
  const lines = ['Host', 'a', ...fields];
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (let i = 0; i < lines.length; i += 2) head += `${lines[i]}: ${lines[i + 1]}\r\n`;
  const request = { head: Buffer.from(`${head}\r\n`, 'latin1'), body: Buffer.from(body) };
  const pair = pairWith(exchangeOf(primary, { request }), answered(candidate));
  const comparer = createPairComparer(config, redactor, { redactors });
  const add = createSpecimenAdder(config, redactors, comparer, () => true);
  return add(pair, comparer.compare(pair));
}

/** All that leaves the plane, in lower case, also as it reads when its base64 is decoded. */
function shownOf(planted: Planted, overrides?: Record<string, unknown>): string {
  const comparison = comparisonOf(planted, overrides);
  expect(comparison.specimen).not.toBeNull();
  const text = JSON.stringify(comparison);
  const decoded = [...text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)].flatMap(([word]) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(word.slice(skip), 'base64').toString('latin1')),
  );
  return [text, ...decoded].join('\n').toLowerCase();
}

function typed(type: string, body: string | Uint8Array): ResponseSpec {
  return { fields: ['Content-Type', type], body };
}

let count = 0;

/** Nothing else that is shown contains it. */
function mint(): string {
  count += 1;
  return `Zq8${(count * 7919).toString(36)}Wx${(count * 104_729).toString(36)}kJ`;
}

const form = ['Content-Type', 'application/x-www-form-urlencoded'];

const names = (
  'pass pw password user_pass userPass csrf _csrf csrfToken xsrf X-XSRF-TOKEN session user_session sig signature ' +
  'X-Amz-Signature x_signature hmac payloadHmac X-Auth X-Session ssn userSSN cardNumber card_number card-number pan ' +
  'cardPan cvv cvv2 cvc iban dsn sentry_dsn connectionString connection_string database_url recoveryCode ' +
  'recovery_codes mfa mfa_code mnemonic seedPhrase client_assertion code_verifier SAMLResponse passcode api-key ' +
  'privateKey accessToken refresh_token x-bf-vk virtualKey'
).split(' ');

const harmless = (
  'passenger design codec company panel statusCode postcode compass bypass passed span japan sessionCount ' +
  'session_timeout signatureAlgorithm assign signal pinned ticketCount errorCode author tokens max_tokens ' +
  'metadata keyboard pass_rate method path classN'
).split(' ');

/** Places of a secret under a name in an exchange. */
const byName: readonly [place: string, plant: (name: string, secret: string) => Planted][] = [
  ['a query', (n, s) => ({ target: `/a?x=1&${n}=${s}&y=2` })],
  ['a nested name of a query', (n, s) => ({ target: `/a?user[${n}]=${s}` })],
  ['JSON', (n, s) => ({ primary: { body: JSON.stringify({ [n]: s, side: 1 }) } })],
  ['a form', (n, s) => ({ fields: form, body: `a=1&user[0][${n}]=${s}` })],
  ['an attribute', (n, s) => ({ primary: typed('text/xml', `<a><u n='1' ${n}="${s}"/></a>`) })],
  [
    'a column',
    (n, s) => ({
      primary: typed('text/csv', `id,${n},name\n1,"${s}",Ann\n2,${s}2,Bob\n`),
      candidate: typed('text/csv', `id,${n},name\n1,"${s}",Eve\n`),
    }),
  ],
];

describe.each(byName)('a secret in %s, under the name', (_, plant) => {
  it.each(names)('%s is never shown', (name) => {
    const secret = mint();
    expect(shownOf(plant(name, secret))).not.toContain(secret.toLowerCase());
  });
});

describe('a value under the harmless name', () => {
  it.each(harmless)('%s is shown', (name) => {
    const value = 'a-plain-word';
    const shown = shownOf({ primary: { body: JSON.stringify({ [name]: value, side: 1 }) } });
    expect(shown).toContain(value);
  });
});

it('a word of a cookie is shown if it is no secret', () => {
  const cookies = ['Cookie', 'theme=standard; tz=Europe/Berlin; back=/articles'];
  const body = '{"price":"the standard price","zone":"Europe/Berlin","next":"/articles"}';
  const shown = shownOf({ fields: cookies, primary: { body } });
  for (const word of ['the standard price', 'europe/berlin', '\\"/articles\\"']) {
    expect(shown).toContain(word);
  }
});

const places: readonly (readonly [place: string, plant: (secret: string) => Planted])[] = [
  ['a block of YAML', (s) => ({ primary: typed('text/yaml', `a: 1\npassword: |\n  ${s}\nb: 2`) })],
  ['a list of YAML', (s) => ({ primary: typed('text/yaml', `passwords:\n- ${s}\n- x\nb: 2`) })],
  [
    'a line of YAML that differs alone',
    (s) => ({
      primary: typed('text/yaml', `password:\n  ${s}\n`),
      candidate: typed('text/yaml', `password:\n  other\n`),
    }),
  ],
  ['an arrow', (s) => ({ primary: typed('text/plain', `'password' => '${s}', :pin=>"${s}"`) })],
  ['Key and Value', (s) => ({ primary: { body: `[{"Key":"password","Value":"${s}"}]` } })],
  ['label and value', (s) => ({ primary: { body: `[{"label":"Password","value":"${s}"}]` } })],
  [
    'a list of properties',
    (s) => ({
      primary: typed('text/xml', `<p><key>password</key><string>${s}</string></p>`),
    }),
  ],
  [
    'a name below a secret name',
    (s) => ({
      primary: { body: `{"apiKeys":{"${s}":{"a":1}}}` },
      candidate: { body: '{"apiKeys":{}}' },
    }),
  ],
  [
    'a command line',
    (s) => ({ primary: typed('text/plain', `run --password ${s} --api-key ${s}`) }),
  ],
  [
    'a statement of SQL',
    (s) => ({ primary: typed('text/plain', `ALTER USER a WITH PASSWORD '${s}'`) }),
  ],
  ['user%5Bpassword%5D of a query', (s) => ({ target: `/a?user%5Bpassword%5D=${s}` })],
  ['user%255Bpassword%255D', (s) => ({ target: `/a?next=%2Fb%3Fu%255Bpassword%255D%3D${s}` })],
  ['user.password', (s) => ({ target: `/a?user.password=${s}` })],
  ['user[0][password]', (s) => ({ target: `/a?user[0][password]=${s}` })],
  ['password[]', (s) => ({ target: `/a?password[]=${s}` })],
  ['user[password][value]', (s) => ({ fields: form, body: `user[password][value]=${s}` })],
  ['%70assword', (s) => ({ target: `/a?%70assword=${s}` })],
  ['a value with a comma', (s) => ({ target: `/a?password=aaaa,${s};${s}'${s}` })],
  ['a text with nested names', (s) => ({ primary: typed('text/plain', `u['password'] = ${s}`) })],
  ['an encoded form', (s) => ({ fields: form, body: `user%5Bpassword%5D=${s}` })],
  ['/reset/', (s) => ({ target: `/reset/${s}` })],
  ['/invite/', (s) => ({ target: `/invite/${s}/accept` })],
  ['/token/', (s) => ({ target: `/token/${s}` })],
  ['a link in a text', (s) => ({ primary: typed('text/plain', `open https://a/reset/${s} now`) })],
  ['Location', (s) => ({ primary: { fields: ['Location', `/password-reset/${s}`] } })],
  ['a code of a callback', (s) => ({ target: `/callback?code=${s}` })],
  ['a code of a redirect', (s) => ({ primary: { fields: ['Location', `/in?state=1&code=${s}`] } })],
  ['a CAS ticket', (s) => ({ target: `/cas/serviceValidate?ticket=ST-1-${s}` })],
  [
    'an assertion',
    (s) => ({ target: '/oauth/token', fields: form, body: `grant_type=x&assertion=${s}` }),
  ],
  ['a code in JSON', (s) => ({ target: '/oauth/token', body: `{"grant_type":"x","code":"${s}"}` })],
  ['X-Auth', (s) => ({ fields: ['X-Auth', s] })],
  ['X-Auth-User', (s) => ({ fields: ['X-Auth-User', s] })],
  ['X-Session', (s) => ({ fields: ['X-Session', s] })],
  ['X-BF-VK', (s) => ({ fields: ['x-bf-vk', s] })],
  ['X-Portkey-Virtual-Key', (s) => ({ fields: ['x-portkey-virtual-key', s] })],
  ['X-Portkey-Metadata', (s) => ({ fields: ['x-portkey-metadata', `{"u":"${s}"}`] })],
  ['Helicone-Auth', (s) => ({ fields: ['Helicone-Auth', `Bearer ${s}`] })],
  ['a cookie', (s) => ({ fields: ['Cookie', `a=1; theme=${s}`] })],
  ['a method', (s) => ({ method: `SK-${s}` })],
  [
    'an element',
    (s) => ({ primary: typed('text/xml', `<a><SignatureValue>${s}</SignatureValue></a>`) }),
  ],
  [
    'an element that is named by an attribute',
    (s) => ({ primary: typed('text/xml', `<a><entry key="password">${s}</entry></a>`) }),
  ],
  [
    'an attribute over lines',
    (s) => ({ primary: typed('text/xml', `<a\n  password\n  =\n  '${s}'\n/>`) }),
  ],
  [
    'a pair of name and value',
    (s) => ({ primary: { body: `{"env":[{"name":"DB_PASS","value":"${s}"}]}` } }),
  ],
  [
    'a pair of value and name',
    (s) => ({ primary: { body: `{"env":[{"value":"${s}","name":"DB_PASS"}]}` } }),
  ],
  [
    'a CSV with semicolons',
    (s) => ({ primary: typed('text/plain', `sep=;\r\nid;Card Number\r\n1;${s}\r\n2;x${s}\r\n`) }),
  ],
  [
    'a CSV in a JSON string',
    (s) => ({ primary: { body: JSON.stringify({ file: `id\tcvv\n1\t${s}\n` }) } }),
  ],
  [
    'a multipart field',
    (s) => ({
      fields: ['Content-Type', 'multipart/form-data; boundary=b'],
      body: `--b\r\nContent-Disposition: form-data; name="user[pass]"\r\n\r\n${s}\r\n--b--\r\n`,
    }),
  ],
  ['a Referer', (s) => ({ fields: ['Referer', `https://a/callback?code=${s}`] })],
  ['a link of a login', (s) => ({ primary: { body: `{"to":"/oauth/cb?x=1&code=${s}&y=2"}` } })],
  ['a form of a login', (s) => ({ target: '/x', fields: form, body: `grant_type=x&code=${s}` })],
  ['a name of two words', (s) => ({ primary: typed('text/plain', `Your recovery code: ${s}`) })],
  ['encoded JSON', (s) => ({ target: `/a?q=%7B%22password%22%3A%22${s}%22%7D` })],
  ['JSON in HTML', (s) => ({ primary: typed('text/html', `<a x="{&quot;pw&quot;:&quot;${s}">`) })],
  ['JSON in base64', (s) => ({ target: `/a?q=${btoa(`{"a":1,"password":"${s}"}`)}` })],
  ['a list of headers', (s) => ({ primary: { body: `{"h":[["X-Session","${s}"]]}` } })],
  ['a key of a DSN', (s) => ({ primary: { body: `{"a":"https://${s}${s}@o1.example.com/1"}` } })],
  [
    'a column with a star',
    (s) => ({
      primary: typed(
        'text/csv',
        `id,"PIN code*"
1,${s}
`,
      ),
    }),
  ],
  ['userinfo', (s) => ({ primary: { body: `{"url":"redis://:${s}@db:6379"}` } })],
  ['an email address', (s) => ({ primary: { body: `{"to":"${s}@example.com"}` } })],
  ['an encoded address', (s) => ({ target: `/a?to=${s}%40mail.example.com` })],
  ['a filter', (s) => ({ primary: { body: `{"a":[{"kind":"patient","number":"${s}"}]}` } })],
  [
    'a filter, in JSON lines',
    (s) => ({
      primary: typed('application/x-ndjson', `{"x":1}\n{"people":[{"diagnosis":"${s}"}]}\n`),
    }),
  ],
  [
    'a path, in an event',
    (s) => ({
      primary: typed('text/event-stream', `data: {"people":[{"diagnosis":"${s}"}]}\n\n`),
    }),
  ],
  [
    'a path, in a part',
    (s) => ({
      fields: ['Content-Type', 'multipart/form-data; boundary=b'],
      body:
        '--b\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/json\r\n\r\n' +
        `{"people":[{"diagnosis":"${s}"}]}\r\n--b--\r\n`,
    }),
  ],
  [
    'a path, in a JSON string',
    (s) => ({
      primary: { body: JSON.stringify({ log: JSON.stringify({ people: [{ diagnosis: s }] }) }) },
    }),
  ],
  [
    'a path, in JSON that is cut',
    (s) => ({ primary: typed('text/plain', `{"people":[{"diagnosis":"${s}"`) }),
  ],
  [
    'a path, in a line of a log',
    (s) => ({ primary: typed('text/plain', `got {"people":[{"diagnosis":"${s}"}]}`) }),
  ],
  [
    'a path, in a query',
    (s) => ({ target: `/a?q=%7B%22people%22:[%7B%22diagnosis%22:%22${s}%22%7D]%7D` }),
  ],
  ...[60, 100, 500, 3000, 15_000].map(
    (depth) =>
      [
        `a filter beside ${depth} levels`,
        (s: string) => ({
          primary: {
            body: `{"deep":${'['.repeat(depth)}${']'.repeat(depth)},"p":[{"kind":"patient","number":"${s}"}]}`,
          },
        }),
      ] as const,
  ),
  ...[60, 500, 3000].map(
    (depth) =>
      [
        `a filter below ${depth} levels`,
        (s: string) => ({
          primary: {
            body: `${'['.repeat(depth)}{"kind":"patient","number":"${s}"}${']'.repeat(depth)}`,
          },
          candidate: {
            body: `${'['.repeat(depth)}{"kind":"patient","number":"${s}x"}${']'.repeat(depth)}`,
          },
        }),
      ] as const,
  ),
];

describe('a secret', () => {
  it.each(places)('is never shown in %s', (_, plant) => {
    const secret = mint();
    expect(shownOf(plant(secret))).not.toContain(secret.toLowerCase());
  });

  it.each([
    ['GET /files/{secretKey}', '/files/abc'],
    ['GET /reset/{id}', '/reset/abc'],
    ['GET /mail/{confirmToken}/ok', '/mail/abc/ok'],
  ])('is hidden if the route %s has it as a parameter, however short it is', (match, target) => {
    const shown = comparisonOf({ method: 'GET', target }, { routes: [{ match }] });
    expect(shown.specimen?.request.target).not.toContain('abc');
    expect(shown.route).toBe(match);
  });
});

/** Places of a secret in the request that mark it as such. */
const sources: readonly [place: string, plant: (secret: string) => Planted][] = [
  ['credentials', (s) => ({ fields: ['Authorization', `Bearer ${s}`] })],
  ['a password of Basic', (s) => ({ fields: ['Authorization', `Basic ${btoa(`ann:${s}`)}`] })],
  ['a cookie', (s) => ({ fields: ['Cookie', `theme=${s}`] })],
  ['the query', (s) => ({ target: `/a?api_key=${encodeURIComponent(s)}` })],
  ['a form', (s) => ({ fields: form, body: `password=${encodeURIComponent(s)}` })],
  ['JSON', (s) => ({ body: JSON.stringify({ user: { pin: [s] } }) })],
];

/** Echoes of a secret in an answer, where no name marks it. */
const echoes: readonly [place: string, plant: (secret: string) => ResponseSpec][] = [
  ['a text', (s) => typed('text/plain', `hello ${s}!`)],
  ['a JSON string', (s) => ({ body: JSON.stringify({ note: `use ${s}` }) })],
  ['JSON in JSON', (s) => ({ body: JSON.stringify({ note: JSON.stringify({ a: s }) }) })],
  ['another letter case', (s) => typed('text/plain', s.toUpperCase())],
  ['percent-encoding', (s) => typed('text/plain', `/x/${encodeURIComponent(s)}`)],
  ['base64', (s) => ({ body: JSON.stringify({ a: btoa(`x${s}yz`) }) })],
  ['URL-safe base64', (s) => typed('text/plain', Buffer.from(`ab${s}c`).toString('base64url'))],
  ['hexadecimal digits', (s) => ({ body: JSON.stringify({ a: Buffer.from(s).toString('hex') }) })],
  ['HTML', (s) => typed('text/html', `<p>${s.replaceAll('&', '&amp;')}</p>`)],
  ['a header', (s) => ({ fields: ['X-Echo', s, 'Location', `/a/${encodeURIComponent(s)}`] })],
  ['a member name', (s) => ({ body: JSON.stringify({ [s]: 1 }) })],
  [
    'a compressed body',
    (s) => ({
      fields: ['Content-Type', 'text/plain', 'Content-Encoding', 'gzip'],
      body: gzipSync(`hello ${s}`),
    }),
  ],
];

describe.each(sources)('a value that is a secret in %s of the request', (_, source) => {
  it.each(echoes)('is hidden in %s of the answers, too', (__, echo) => {
    const secret = `${mint()}&/ é?`.replace('é', 'e');
    const shown = shownOf({ ...source(secret), primary: echo(secret) });
    expect(shown).not.toContain(secret.slice(0, -5).toLowerCase());
  });
});

describe('a value that is a secret in one answer', () => {
  it('is hidden in the other answer, and in the request', () => {
    const secret = mint();
    const planted = {
      target: `/a/${secret}?x=${secret}`,
      primary: { body: `{"token":"${secret}"}` },
      candidate: { body: `{"message":"${secret}"}` },
    };
    expect(shownOf(planted)).not.toContain(secret.toLowerCase());
  });

  it('is hidden as a whole word if it is short, and nowhere if it is a common value', () => {
    const primary = typed('text/plain', 'hunter2 xhunter2x 1 true');
    const { specimen } = comparisonOf({ target: '/a?pw=hunter2&pin=1&otp=true', primary });
    expect(specimen?.primary.body.text).toMatch(/^‹redacted #\w+› xhunter2x 1 true$/);
  });
});

describe('numbers whose check digits are valid', () => {
  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '5500-0000-0000-0004',
    '378282246310005',
    '6011000990139424',
    '3530111333300000',
    '30569309025904',
    '6200000000000005',
    '2223003122003222',
    'DE89 3704 0044 0532 0130 00',
    'GB82WEST12345698765432',
    'fr1420041010050500013m02606',
    'NO93 8601 1117 947',
  ])('are never shown: %s', (number) => {
    const texts = [`pay ${number} now`, `id,n\n1,${number}\n`];
    for (const text of texts) {
      expect(shownOf({ primary: typed('text/plain', text) })).not.toContain(number.toLowerCase());
    }
    expect(shownOf({ target: `/a?n=${number.replaceAll(' ', '%20')}` })).not.toContain(
      number.slice(-6).toLowerCase(),
    );
  });

  it.each([
    '4111111111111112',
    '1700000000000000018',
    '0.4111111111111111',
    'DE00370400440532013000',
  ])('are shown if the check digit is wrong: %s', (number) => {
    expect(shownOf({ primary: typed('text/plain', `n ${number}`) })).toContain(
      number.toLowerCase(),
    );
  });
});

describe('the name of a route', () => {
  it.each([
    ...Array.from({ length: 8 }, (_, index) =>
      Array.from({ length: 22 + index }, (__, at) => 'qzxkvjwm'[(at * 5 + index) % 8]).join(''),
    ),
    'abcdefghijklmnopqrstuvwxyz',
    'correcthorsebatterystaplecorrect',
  ])('never contains the long token %s', (token) => {
    for (const target of [`/s/${token}`, `/reset/${token}`, `/a/x-${token}`]) {
      expect(comparisonOf({ method: 'GET', target }).route).not.toContain(token);
    }
  });

  it.each(['/reset/qzxkvjwmqzxkvjwmx', '/a/4111111111111111', '/users/ann@example.com'])(
    'contains nothing of %s',
    (target) => {
      const [, , segment = ''] = target.split('/');
      expect(comparisonOf({ method: 'GET', target }).route).not.toContain(segment);
    },
  );

  it.each([
    '/reset/password',
    '/token/refresh',
    '/api/getUserNotificationSettings',
    '/internationalization',
  ])('contains the words of %s', (target) => {
    expect(comparisonOf({ method: 'GET', target }).route).toBe(`GET ${target}`);
  });
});

const ask = (content: string): Planted => ({
  target: '/v1/chat/completions',
  fields: ['Content-Type', 'application/json'],
  body: JSON.stringify({ model: 'm', temperature: 0.5, messages: [{ role: 'user', content }] }),
});
const answer = (content: string): ResponseSpec => ({
  body: JSON.stringify({ choices: [{ message: { content } }], usage: { total_tokens: 7 } }),
});

describe('a route of redact.bodies', () => {
  it('has names, types, numbers and lengths shown, and no text', () => {
    const text = 'my doctor says that I have the flu';
    const planted = {
      ...ask(text),
      primary: answer(text),
      candidate: answer(`${text}, or a cold`),
    };
    const { specimen, differences } = comparisonOf(planted);
    expect(JSON.parse(specimen!.request.body.text)).toEqual({
      model: expect.stringMatching(/^‹1 characters, #\w+›$/),
      temperature: 0.5,
      messages: [
        {
          role: expect.stringContaining('4 characters'),
          content: expect.stringContaining('34 characters'),
        },
      ],
    });
    expect(specimen!.primary.body.text).toContain('"total_tokens":7');
    expect(differences[0]).toMatchObject({ path: '$.choices[0].message.content' });
    expect(differences[0]!.primary).toMatch(/^"‹34 characters, #\w+›"$/);
    expect(shownOf(planted)).not.toContain('doctor');
  });

  it.each([
    ['text', typed('text/plain', 'my doctor says')],
    [
      'an event stream',
      typed('text/event-stream', 'data: {"choices":[{"delta":{"content":"my doctor"}}]}\n\n'),
    ],
    ['broken JSON', { body: '{"a":"my doctor' }],
    ['a sentence as a name', { body: '{"my doctor says":1}' }],
    ['HTML', typed('text/html', '<p>my doctor</p>')],
  ])('has its text hidden in %s', (_, primary) => {
    expect(shownOf({ ...ask('my doctor'), primary })).not.toContain('doctor');
  });

  it('has lists of numbers hidden, which may be tokens or an embedding', () => {
    const primary = { body: '{"embedding":[0.12345,0.6789],"n":12}' };
    const candidate = { body: '{"embedding":[0.12345,0.6788],"n":12}' };
    const shown = shownOf({ ...ask('x'), primary, candidate });
    expect(shown).not.toContain('0.678');
    expect(shown).toContain('\\"n\\":12');
  });
});

describe('the cost of finding secrets', () => {
  const size = 200_000;
  it.each([
    ['unfinished tags', '<a "'],
    ['tags in tags', '<a <a '],
    ['operators', 'password='],
    ['brackets', ']=['],
    ['digits', '4 1 '],
    ['letters of an IBAN', 'DE8 '],
    ['marks of addresses', '@a.b'],
    ['openings', '{"'],
    ['markers', '/reset/'],
    ['columns', 'pw,pw\n'],
    ['quotes in columns', 'pw,x\n"'],
    ['escapes', '%25'],
    ['backslashes', String.raw`\"`],
    ['pairs', '"name":"a","value":"'],
    ['one letter', 'a'],
  ])('is linear in %s', (_, unit) => {
    const long = unit.repeat(size / unit.length);
    const cookies = Array.from(
      { length: 40 },
      (__, index) => `c${index}=${'a'.repeat(300)}${index}`,
    );
    const startedAt = threadCpuMs();
    shownOf({
      fields: ['Cookie', cookies.join('; ')],
      primary: typed('text/plain', `pw,x\n${long}`),
      candidate: typed('text/plain', 'x'),
    });
    expect(threadCpuMs() - startedAt).toBeLessThan(6_000);
  });
});
