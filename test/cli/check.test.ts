import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

const faulty = `listen: localhost
tls:
  cert: nowhere.pem
primary: \${PRIMARY_URL}
candidate:
  url: http://127.0.0.1:5001/api?a=b
  own-state: true
mirror:
  methods: writes
  methods: all
  sample: 150
  concurrency: \${CONCURRENCY}
colour: blue
`;

const sound = `listen: '[::1]:8443'
primary: \${PRIMARY_URL:-https://legacy.test}
candidate: {url: http://new.test:5001, ownState: true}
mirror: {methods: all, sample: 0.25, sampleBy: authorization}
routes: [{match: 'GET /keys/{id}', area: keys}]
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallax-check-'));
  await writeFile(join(folder, 'faulty.yaml'), faulty);
  await writeFile(join(folder, 'sound.yaml'), sound);
});

afterAll(() => rm(folder, { recursive: true }));

describe('parallax check', () => {
  it('prints every fault with its position and what to write instead, and exits with 64', async () => {
    const ended = await parallax(['check', '--config', 'faulty.yaml'], {
      cwd: folder,
      env: { PRIMARY_URL: 'http://admin:sesame@127.0.0.1' },
    });
    expect(ended).toEqual({
      stdout: '',
      stderr: `faulty.yaml:1:9: listen: write an address as HOST:PORT, for example 127.0.0.1:8080
faulty.yaml:2:1: tls.key: is missing: write key: FILE
faulty.yaml:3:9: tls.cert: there is no such file: ${folder}/nowhere.pem
faulty.yaml:4:10: primary.url: write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name (it comes from \${PRIMARY_URL})
faulty.yaml:6:8: candidate.url: write an origin, http://HOST:PORT or https://HOST:PORT, with or without a path, and without a query or user name
faulty.yaml:7:3: candidate.own-state: there is no such key: did you mean ownState?
faulty.yaml:10:3: this key is here twice: keep one of the two
faulty.yaml:10:12: mirror.methods: mirroring writes changes data twice unless the candidate has its own database: set candidate.ownState: true if it has, or mirror.methods: safe
faulty.yaml:11:11: mirror.sample: write a number of at most 1, not 150
faulty.yaml:12:16: mirror.concurrency: \${CONCURRENCY} is not set: set it, or write a default as \${CONCURRENCY:-default}
faulty.yaml:13:1: colour: there is no such key: write one of listen, tls, proxyProtocol, forwarded, outOfPath, primary, candidate, secondary, admin, mirror, tracing, identities, capture, limits, openapi, routes, routesMax, metrics, compare, gate, prometheus, store, fleet, record, redact, log
`,
      exitCode: 64,
    });
  });

  it('prints ok and a summary of the config', async () => {
    expect(await command(['check', '--config', join(folder, 'sound.yaml')])).toEqual({
      stdout: `ok
  listen     [::1]:8443
  primary    https://legacy.test
  candidate  http://new.test:5001
  mirror     methods: all, a share of 0.25 by authorization
  routes     1
  metrics    53 series by route, at most 19959 with routesMax 500; histograms of 344 routes within seriesMax 20000
  admin      127.0.0.1:9900
`,
      stderr: expect.any(String),
      exitCode: 0,
    });
  });

  it('lists the mirroring policy of each route', async () => {
    const file = join(folder, 'policies.yaml');
    await writeFile(
      file,
      `primary: http://127.0.0.1:5000
candidate: http://127.0.0.1:5001
routes:
  - {match: GET /healthz, mirror: off}
  - {match: GET /keys, area: keys}
  - {match: POST /v1/chat, safe: true, sample: 0.1, perSecondMax: 5, timeoutMs: 120000}
`,
    );
    const { stdout, stderr } = await command(['check', '--config', file]);
    expect(stderr).toBe('');
    expect(stdout).toContain(`
  routes     3
             GET /healthz: not mirrored
             POST /v1/chat: safe, a share of 0.1, at most 5 per second, timeout 120000 ms
  metrics `);
  });

  it('warns, with line and column, of keys without effect because mirror.methods excludes the route', async () => {
    const file = join(folder, 'idle.yaml');
    const urls = 'primary: http://127.0.0.1:5000\ncandidate: http://127.0.0.1:5001\n';
    await writeFile(file, `${urls}routes: [{match: POST /chat, perSecondMax: 5}]\n`);
    const { stdout, stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toMatch(
      /^.*idle.yaml:3:44: routes\[0\].perSecondMax: warning: perSecondMax has no effect, because mirror.methods: safe does not mirror POST: write safe: true if the route only reads, or mirror.methods: all\n$/,
    );
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, 'ok']);
  });

  it('warns of a host that cannot be resolved, with its position, and counts no fault', async () => {
    const file = join(folder, 'hosts.yaml');
    await writeFile(file, 'primary: http://127.0.0.1:5000\ncandidate: {url: http://new.invalid}\n');
    const { stdout, stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toMatch(
      /^.*hosts.yaml:2:18: candidate.url: warning: new.invalid cannot be resolved here \(.+\)\n$/,
    );
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, 'ok']);
  });

  it('shows Unix sockets, and warns of those that do not exist', async () => {
    const file = join(folder, 'sockets.yaml');
    const text =
      'listen: unix:/tmp/parallax.sock\nproxyProtocol: true\nprimary: unix:/nowhere.sock\ncandidate: http://127.0.0.1:5001\n';
    await writeFile(file, text);
    const { stdout, stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toBe(`${file}:3:10: primary.url: warning: /nowhere.sock does not exist here\n`);
    expect(stdout).toContain(
      '  listen     unix:/tmp/parallax.sock, PROXY protocol\n  primary    unix:/nowhere.sock\n',
    );
    expect(exitCode).toBe(0);
  });

  it('refuses a deployment that is Parallax itself', async () => {
    await writeFile(
      join(folder, 'loop.yaml'),
      'listen: 127.0.0.1:8080\nprimary: http://legacy.test\ncandidate: http://localhost:8080\n',
    );
    const { stderr, exitCode } = await command(['check', '--config', join(folder, 'loop.yaml')]);
    expect(stderr).toMatch(
      /loop.yaml:3:12: candidate.url: this is the address of Parallax itself, see listen/,
    );
    expect(exitCode).toBe(64);
  });

  it('refuses a primary whose address is that of the mirroring proxy, under any name', async () => {
    const file = join(folder, 'mirrored.yaml');
    const text = `outOfPath: {mirroredAt: ['http://127.0.0.1:5000']}\ncandidate: http://127.0.0.1:5001\n`;
    await writeFile(file, `${text}primary: http://localhost:5000\n`);
    const { stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toMatch(/mirrored.yaml:3:10: primary.url: .* see outOfPath.mirroredAt/);
    expect(exitCode).toBe(64);
  });

  it('shows how copies are sent to primary, and warns if a loop cannot be found', async () => {
    const file = join(folder, 'copies.yaml');
    const urls = 'primary: http://127.0.0.1:5000\ncandidate: http://127.0.0.1:5001\n';
    await writeFile(file, `outOfPath: {perSecondMax: 20}\n${urls}`);
    const { stdout, stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toMatch(/copies.yaml:1:\d+: outOfPath: warning: outOfPath.mirroredAt is empty/);
    expect(stdout).toContain(
      '  copies     from a mirror; up to 20 a second, 8 at once, go to primary\n',
    );
    expect(exitCode).toBe(0);
  });

  it('refuses a deployment that is Parallax itself under the name of this machine', async () => {
    const file = join(folder, 'named-loop.yaml');
    const urls = `primary: http://127.0.0.1:5000\ncandidate: http://${hostname()}:8080\n`;
    await writeFile(file, `listen: 0.0.0.0:8080\n${urls}`);
    const { stderr, exitCode } = await command(['check', '--config', file]);
    expect(stderr).toMatch(/named-loop.yaml:3:12: candidate.url: this is the address of Parallax/);
    expect(exitCode).toBe(64);
  });

  it('names the missing option and exits with 64 if it gets no config', async () => {
    const { stderr, exitCode } = await command(['check']);
    expect(stderr).toBe("error: required option '--config <FILE>' not specified\n");
    expect(exitCode).toBe(64);
  });
});
