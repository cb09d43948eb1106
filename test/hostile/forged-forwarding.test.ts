/**
 * An API trusts `X-Forwarded-For`, since Parallax appends the true address, or `Host`, since Parallax sets it. A
 * client writes its request so that Parallax does not see it for one, but primary does: its own fields would arrive
 * unedited. So with edits on, a request that Parallax does not understand never reaches primary, whatever came before it on the
 * connection. With edits off, everything does, as it was sent.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const forged = 'X-Forwarded-For: 10.0.0.1\r\n';
const get = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
const evil = `GET /evil HTTP/1.1\r\nHost: evil\r\n${forged}\r\n`;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Hostile {
  readonly live: LiveUnderTest;
  readonly primaryGot: () => string;
  readonly clientGot: () => string;
  readonly client: Socket;
  readonly ended: () => boolean;
}

/** A client of a Parallax whose primary answers each piece with the next of these, and then with `ok`. */
async function attack(
  bytes: string,
  answers: readonly string[] = [],
  overrides: Record<string, unknown> = { forwarded: true },
): Promise<Hostile> {
  let primaryGot = '';
  let next = 0;
  const primary = await rawServer((socket) => {
    socket.on('data', (data) => {
      primaryGot += data.toString('latin1');
      const heads = data.toString('latin1').match(/HTTP\/1\.\d\r?\n/g)?.length ?? 1;
      for (let i = 0; i < heads; i += 1) socket.write(answers[next++] ?? ok, 'latin1');
    });
    socket.on('end', () => socket.end());
  });
  const { primary: edits, ...others } = overrides;
  const live = await startLive('http://unused.example', {
    ...others,
    primary: { url: `http://127.0.0.1:${primary.port}`, ...(edits as object) },
  });
  let clientGot = '';
  let ended = false;
  const client = connect({
    port: live.port,
    host: '127.0.0.1',
    allowHalfOpen: true,
    noDelay: true,
  });
  closers.push(
    primary.close,
    () => live.drain(0),
    () => client.destroy(),
  );
  client.on('error', () => (ended = true)).on('end', () => (ended = true));
  client.on('data', (data) => (clientGot += data.toString('latin1')));
  await once(client, 'connect');
  client.write(bytes, 'latin1');
  return {
    live,
    client,
    primaryGot: () => primaryGot,
    clientGot: () => clientGot,
    ended: () => ended,
  };
}

/** The forged fields that reached primary without the true address behind them. */
const unedited = (text: string): readonly string[] => text.match(/10\.0\.0\.1(?!, 127)/g) ?? [];

const refused: readonly (readonly [string, number, string])[] = [
  ['an empty line first', 400, `\r\n${evil}`],
  ['bare line feeds', 400, evil.replaceAll('\r\n', '\n')],
  ['a folded field', 400, evil.replace('\r\n\r\n', '\r\nY: a\r\n b\r\n\r\n')],
  ['white space before a colon', 400, evil.replace('For:', 'For :')],
  ['a NUL', 400, evil.replace('evil HTTP', 'evil\0 HTTP')],
  ['two Hosts', 400, evil.replace('Host: evil\r\n', 'Host: a\r\nHost: evil\r\n')],
  ['two lengths', 400, evil.replace(forged, `${forged}Content-Length: 1\r\nContent-Length: 0\r\n`)],
  [
    'a length beside chunks',
    400,
    evil.replace(forged, `${forged}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n`),
  ],
  ['a target without a slash', 400, evil.replace('/evil', 'evil')],
  ['another version', 400, evil.replace('HTTP/1.1', 'HTTP/1.2')],
  ['the preface of HTTP/2', 400, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${evil}`],
  [
    'a coding before chunked',
    501,
    evil.replace(forged, `${forged}Transfer-Encoding: gzip, chunked\r\n`),
  ],
  ['CONNECT', 501, `CONNECT a:443 HTTP/1.1\r\nHost: a\r\n${forged}\r\n`],
  ['a head above the limit', 431, evil.replace(forged, `${forged}X: ${'x'.repeat(70_000)}\r\n`)],
  [
    'a malformed chunk',
    400,
    `POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx${evil}`,
  ],
];

const refusedByHead = refused.filter(([name]) => name !== 'a malformed chunk');

describe('a request that cannot be edited', () => {
  it.each(refused)('is refused: %s', async (_, status, bytes) => {
    const hostile = await attack(bytes);
    await until(() => hostile.ended());
    expect(unedited(hostile.primaryGot())).toEqual([]);
    const [head, body] = hostile.clientGot().split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*Connection: close$`));
    expect(JSON.parse(body!)).toMatchObject({ type: 'about:blank', status });
  });

  it.each(refusedByHead)('is refused after the previous answers: %s', async (_, status, bytes) => {
    const hostile = await attack(get + get + bytes);
    await until(() => hostile.ended());
    expect(unedited(hostile.primaryGot())).toEqual([]);
    expect(hostile.clientGot().startsWith(`${ok}${ok}HTTP/1.1 ${status} `)).toBe(true);
    expect(hostile.live.report().turnedAway).toEqual({ refused_request: 1 });
  });

  it.each(refused)('reaches primary unchanged if edits are off: %s', async (_, __, bytes) => {
    const hostile = await attack(bytes, [], {});
    await until(() => hostile.primaryGot() === bytes);
    expect(hostile.clientGot()).not.toContain('problem+json');
  });
});

describe('a request on a connection that Parallax can no longer follow', () => {
  it.each([
    ['too many pipelined requests', get.repeat(300), []],
    ['a malformed answer', get, ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok']],
    ['an answer with two lengths', get, [ok.replace('\r\n\r\n', '\r\nContent-Length: 2\r\n\r\n')]],
    ['an upgrade that was not requested', get, ['HTTP/1.1 101 Switching Protocols\r\n\r\n']],
    ['two answers to one request', get, [ok + ok]],
  ])('is edited, after %s', async (_, before, answers) => {
    const hostile = await attack(before, answers);
    await until(() => hostile.clientGot().length >= (answers[0] ?? ok.repeat(300)).length);
    hostile.client.write(evil);
    await until(() => hostile.primaryGot().includes('GET /evil'));
    expect(unedited(hostile.primaryGot())).toEqual([]);
  });
});

describe('a request with an upgrade to HTTP/2 or TLS, which Parallax could not edit', () => {
  const settings = 'Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n';

  it.each([
    ['h2c', `Upgrade: h2c\r\n${settings}`],
    ['h2c among others', `Upgrade: foo,\tH2C\r\n${settings}`],
    ['h2c in a second field', `Upgrade: foo\r\nUpgrade: h2c\r\n${settings}`],
    ['TLS', 'Upgrade: TLS/1.0, HTTP/1.1\r\nConnection: upgrade\r\n'],
  ])('reaches primary without the upgrade: %s', async (_, fields) => {
    const hostile = await attack(get.replace('\r\n\r\n', `\r\n${fields}\r\n`));
    await until(() => hostile.clientGot() === ok);
    expect(hostile.primaryGot()).not.toMatch(/h2c|TLS|HTTP2-Settings/i);
    expect(hostile.primaryGot()).toContain('GET /a');
    hostile.client.write(evil);
    await until(() => hostile.primaryGot().includes('evil'));
    expect(unedited(hostile.primaryGot())).toEqual([]);
  });

  it('keeps another upgrade to WebSocket', async () => {
    const fields = 'Upgrade: h2c, websocket\r\nConnection: Upgrade\r\n';
    const hostile = await attack(get.replace('\r\n\r\n', `\r\n${fields}\r\n`));
    await until(() => hostile.clientGot() === ok);
    expect(hostile.primaryGot()).toMatch(/\r\nUpgrade: websocket\r\n/);
    expect(hostile.primaryGot()).toMatch(/\r\nConnection: Upgrade\r\n/);
  });
});

describe('the true client address for a server behind Parallax', () => {
  it.each([
    ['although Connection names its field', 'Connection: close, X-Forwarded-For\r\n'],
    [
      'although a second Connection field names its field',
      'Connection: close\r\nconnection:\tx-FORWARDED-for , Host\r\n',
    ],
  ])('is present %s', async (_, fields) => {
    const hostile = await attack(get.replace('\r\n\r\n', `\r\n${fields}\r\n`));
    await until(() => hostile.clientGot() === ok);
    expect(hostile.primaryGot()).toContain('X-Forwarded-For: 127.0.0.1\r\n');
    expect(hostile.primaryGot().match(/\r\nconnection:.*/gi)).toEqual(['\r\nConnection: close']);
  });

  it.each(['X.Forwarded.For', 'X_Forwarded-For', "x!forwarded'FOR"])(
    'is unique if a client sends %s, which CGI reads as the same',
    async (name) => {
      const hostile = await attack(get.replace('\r\n\r\n', `\r\n${name}: 10.0.0.1\r\n\r\n`));
      await until(() => hostile.clientGot() === ok);
      expect(unedited(hostile.primaryGot())).toEqual([]);
    },
  );
});

describe('a trailer with the name of a field that Parallax writes', () => {
  const chunked =
    'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n';

  it.each([
    'X-Forwarded-For: 10.0.0.1',
    'A: b\r\nhost: evil',
    'x_forwarded_host: evil',
    'Forwarded: for=10.0.0.1',
  ])('prevents the request from completing, at whatever octet it is split: %s', async (trailer) => {
    const bytes = `${chunked}${trailer}\r\n\r\n`;
    for (let at = chunked.length; at < bytes.length; at += 1) {
      const hostile = await attack(bytes.slice(0, at));
      await new Promise(setImmediate);
      hostile.client.write(bytes.slice(at) + evil);
      await until(() => hostile.ended());
      expect(hostile.primaryGot()).not.toMatch(/10\.0\.0\.1|evil/);
      expect(hostile.clientGot()).toMatch(/^(?:HTTP\/1.1 200 [^]*ok)?HTTP\/1\.1 400 /);
    }
  });

  it('is refused, unlike other trailers', async () => {
    const bytes = `${chunked}X-Sum: host: a\r\n\r\n`;
    const hostile = await attack(bytes);
    await until(() => hostile.primaryGot().endsWith('X-Sum: host: a\r\n\r\n'));
    await until(() => hostile.clientGot() === ok);
  });
});

describe('data after a request for another protocol', () => {
  const upgrade = 'GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n';
  const switched = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

  it('is edited as a request if primary does not switch', async () => {
    const hostile = await attack(upgrade + evil);
    await until(() => hostile.clientGot() === ok + ok);
    expect(hostile.primaryGot()).toContain('GET /evil');
    expect(unedited(hostile.primaryGot())).toEqual([]);
  });

  it('waits until primary has switched, and then passes unchanged', async () => {
    const hostile = await attack(`${upgrade}\x81\x05hello`, [switched]);
    await until(() => hostile.primaryGot().endsWith('\x81\x05hello'));
    hostile.client.write('\x81\x02ok', 'latin1');
    await until(() => hostile.primaryGot().endsWith('\x81\x02ok'));
    expect(hostile.primaryGot()).toContain('X-Forwarded-For: 127.0.0.1');
  });

  it('never passes if the previous answers could not be followed', async () => {
    const hostile = await attack(get, ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok']);
    await until(() => hostile.clientGot().endsWith('ok'));
    hostile.client.write(upgrade + evil);
    await until(() => hostile.ended());
    expect(hostile.primaryGot()).not.toContain('evil');
  });
});

it('a request in place of a body that primary refused is refused', async () => {
  const expecting =
    'POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n';
  const hostile = await attack(expecting, ['HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n']);
  await until(() => hostile.clientGot().includes('417'));
  hostile.client.write(evil);
  await until(() => hostile.ended());
  expect(hostile.primaryGot()).not.toContain('evil');
});

it('with hostHeader: upstream, no Host of the client reaches primary', async () => {
  const absolute = 'GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n';
  const hostile = await attack(get + absolute + get.replace('Host: a', 'hOST:\tevil'), [], {
    primary: { hostHeader: 'upstream' },
  });
  await until(() => hostile.clientGot() === ok.repeat(3));
  expect(hostile.primaryGot()).not.toContain('evil');
});
