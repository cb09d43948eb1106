import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { listenAdmin } from '../../src/control/admin/server.ts';
import { emptyEvidence, type Evidence } from '../../src/vocabulary/evidence.ts';
import { gateUnderTest, type GateUnderTest } from '../control/gate/gate-under-test.ts';
import { addExchanges, cleanEvidence, place } from '../control/gate/observed-exchange.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

interface ServedGate extends Disposable {
  readonly url: string;
  readonly under: GateUnderTest;
  /** The number of requests so far. */
  readonly asked: () => number;
}

/** The gate of a control plane, on a port. */
async function serveGate(evidence: Evidence, admin: object = {}): Promise<ServedGate> {
  const under = gateUnderTest({ evidence, admin });
  let asked = 0;
  const counting = new Hono().use(async (_context, next) => {
    asked += 1;
    await next();
  });
  const server = await listenAdmin(counting.route('/', under.app), { host: '127.0.0.1', port: 0 });
  return {
    url: `http://${server.address}`,
    under,
    asked: () => asked,
    [Symbol.dispose]: () => server.close(),
  };
}

function failingEvidence(): Evidence {
  return addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] });
}

function gate(url: string, ...more: readonly string[]) {
  return command(['gate', '--url', url, ...more]);
}

describe('parallax gate', () => {
  it.each([
    ['pass', 0, cleanEvidence],
    ['fail', 1, failingEvidence],
    ['inconclusive', 2, emptyEvidence],
  ] as const)('prints %s and exits with %i', async (verdict, exitCode, evidence) => {
    using served = await serveGate(evidence());
    const ended = await parallax(['gate', '--url', served.url]);
    expect(ended).toMatchObject({ stderr: '', exitCode });
    expect(ended.stdout.split('\n')[0]).toBe(`${verdict} for candidate v1 (epoch v1)`);
  });

  it('prints each criterion on a line, with its numbers', async () => {
    using served = await serveGate(addExchanges(emptyEvidence(), 100));
    const { stdout } = await gate(served.url);
    expect(stdout).toMatch(
      /^keys +mismatches +inconclusive +0 of 100: 0 % to [\d.]+ % +1 % +309 more exchanges, /m,
    );
    expect(stdout).toMatch(/^\(all\) +hold +pass$/m);
  });

  it('prints the reasons', async () => {
    using served = await serveGate(failingEvidence());
    const { stdout } = await gate(served.url);
    expect(stdout).toContain('\n- keys: 200 mismatches in 200 exchanges; the rate is between ');
  });

  it('prints what was compared under other rules', async () => {
    using served = await serveGate(cleanEvidence());
    served.under.evidence.setApart(addExchanges(emptyEvidence(), 3));
    const { stdout } = await gate(served.url);
    expect(stdout).toMatch(
      /\nGET \/keys was compared under other rules until \S+ \(3 exchanges, 0 mismatches\): reported separately\./,
    );
  });

  it('prints nothing that a terminal would take for a command', async () => {
    const evidence = addExchanges(emptyEvidence(), 10, { route: 'GET /\u001b]0;evil\u0007' });
    using served = await serveGate(evidence);
    served.under.evidence.start('v\u001b[2J2', evidence);
    const { stdout } = await gate(served.url);
    expect(stdout.split('\n')[0]).toBe(
      'inconclusive for candidate v\ufffd[2J2 (epoch v\ufffd[2J2)',
    );
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('parallax gate without a verdict', () => {
  it('exits with 3 if nothing listens at the address', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    expect(await gate(`http://${address}`)).toEqual({
      stdout: '',
      stderr: `parallax: connect ECONNREFUSED ${address}\n`,
      exitCode: 3,
    });
  });

  it('exits with 3 if the server never answers', async () => {
    const silent = createServer();
    const ended = await gate(`http://127.0.0.1:${await listen(silent)}`);
    silent.close();
    expect(ended).toMatchObject({ stderr: 'parallax: /api/gate does not answer\n', exitCode: 3 });
  });

  it.each<[string, RequestListener, string]>([
    [
      'is another program',
      (_, response) => response.end('<h1>welcome</h1>'),
      'that address is not a Parallax admin address',
    ],
    [
      'answers JSON that is no verdict',
      (_, response) => response.end('{"verdict":"maybe"}'),
      'that address is not a Parallax admin address',
    ],
    [
      'redirects',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      '/api/gate answers with status 302',
    ],
    [
      'answers with 500',
      (_, response) => response.writeHead(500).end(),
      '/api/gate answers with status 500',
    ],
  ])('exits with 3 if the server %s', async (_, answer, words) => {
    const other = createHttpServer(answer);
    const ended = await gate(`http://127.0.0.1:${await listen(other)}`);
    other.close();
    expect(ended).toEqual({ stdout: '', stderr: `parallax: ${words}\n`, exitCode: 3 });
  });
});

describe('parallax gate --wait', () => {
  it('ends at once when the gate fails', async () => {
    using served = await serveGate(failingEvidence());
    expect(await gate(served.url, '--wait', '2h')).toMatchObject({ stderr: '', exitCode: 1 });
  });

  it('prints the current verdict when the time is over', async () => {
    using served = await serveGate(emptyEvidence());
    expect((await gate(served.url, '--wait', '1s')).exitCode).toBe(2);
  });

  it('waits for the gate to pass, and prints what is missing whenever that changes', async () => {
    const evidence = cleanEvidence();
    using served = await serveGate(evidence);
    await served.under.send('POST', '/api/gate/hold');
    const ending = gate(served.url, '--wait', '2h');
    // Twice, so that a line that does not change could show twice.
    await until(() => served.asked() >= 2);
    await served.under.send('DELETE', '/api/gate/hold');
    expect(await ending).toMatchObject({
      stderr: 'inconclusive of candidate v1: waiting for hold\n',
      exitCode: 0,
    });
  });

  it('keeps waiting through a restart of Parallax', async () => {
    const going = createServer((socket) => socket.destroy());
    const port = await listen(going);
    const ending = gate(`http://127.0.0.1:${port}`, '--wait', '2h');
    await once(going, 'connection');
    going.close();
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const server = await listenAdmin(under.app, { host: '127.0.0.1', port });
    const ended = await ending;
    server.close();
    // Either may come first: the end of the connection, or the reset because of unread bytes.
    const said: unknown = expect.stringMatching(/^(?:socket hang up|read ECONNRESET)\n$/);
    expect(ended).toMatchObject({ stderr: said, exitCode: 0 });
  });

  it('does not wait if the token is wrong', async () => {
    using served = await serveGate(emptyEvidence(), {
      token: 'a-token-that-nobody-guesses',
      readsNeedToken: true,
    });
    expect(await gate(served.url, '--wait', '2h')).toEqual({
      stdout: '',
      stderr: 'parallax: the token is missing or wrong (status 401)\n',
      exitCode: 3,
    });
  });
});

describe('the token of parallax gate', () => {
  const token = 'a-token-that-nobody-guesses';
  const admin = { token, readsNeedToken: true };

  it('comes from the environment', async () => {
    using served = await serveGate(cleanEvidence(), admin);
    const env = { PARALLAX_ADMIN_TOKEN: token };
    const { exitCode } = await command(['gate', '--url', served.url], { env });
    expect(exitCode).toBe(0);
  });

  it('comes from a file', async () => {
    using served = await serveGate(cleanEvidence(), admin);
    const folder = mkdtempSync(join(tmpdir(), 'parallax-token-'));
    writeFileSync(join(folder, 'token'), `${token}\n`);
    const { exitCode } = await gate(served.url, '--token-file', join(folder, 'token'));
    rmSync(folder, { recursive: true });
    expect(exitCode).toBe(0);
  });

  it('is not shown if it is invalid', async () => {
    const env = { PARALLAX_ADMIN_TOKEN: 'two\nlines-of-a-secret' };
    expect(await command(['gate'], { env })).toEqual({
      stdout: '',
      stderr: 'parallax: PARALLAX_ADMIN_TOKEN is not a valid token\n',
      exitCode: 64,
    });
  });
});

describe('parallax gate with a command-line fault', () => {
  it.each([
    [['--url', 'nowhere'], 'write an address as http://HOST:PORT'],
    [['--url', 'ftp://a'], 'write an address as http://HOST:PORT'],
    [['--url', 'http://me:secret@a'], 'write an address as http://HOST:PORT'],
    [['--wait', '2'], 'write a duration as 90s, 10m, 2h or 1d'],
    [['--wait', '2 hours'], 'write a duration as 90s, 10m, 2h or 1d'],
    [['--token-file', '/nowhere'], 'there is no such file'],
    [['--wiat', '2h'], "unknown option '--wiat'"],
    [['now'], 'too many arguments'],
  ])('exits with 64, which is no verdict: %j', async (args, words) => {
    const { stderr, exitCode } = await command(['gate', ...args]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(64);
  });
});
