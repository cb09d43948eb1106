import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  it('prints every fault at its place, with what to write instead, and exits with 2', async () => {
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
faulty.yaml:13:1: colour: there is no such key: write one of listen, tls, forwarded, primary, candidate, secondary, admin, mirror, tracing, identities, capture, limits, routes, routesMax, compare, gate, store, redact, log
`,
      exitCode: 2,
    });
  });

  it('says ok, and what the config comes to', async () => {
    expect(await parallax(['check', '--config', join(folder, 'sound.yaml')])).toEqual({
      stdout: `ok
  listen     [::1]:8443
  primary    https://legacy.test
  candidate  http://new.test:5001
  mirror     methods: all, a share of 0.25 by authorization
  routes     1
  admin      127.0.0.1:9900
`,
      stderr: expect.any(String),
      exitCode: 0,
    });
  });

  it('warns of a host that cannot be resolved, at its place, and finds no fault in it', async () => {
    const file = join(folder, 'hosts.yaml');
    await writeFile(file, 'primary: http://127.0.0.1:5000\ncandidate: {url: http://new.invalid}\n');
    const { stdout, stderr, exitCode } = await parallax(['check', '--config', file]);
    expect(stderr).toMatch(
      /^.*hosts.yaml:2:18: candidate.url: warning: new.invalid cannot be resolved here \(.+\)\n$/,
    );
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, 'ok']);
  });

  it('refuses a deployment that is Parallax itself', async () => {
    await writeFile(
      join(folder, 'loop.yaml'),
      'listen: 127.0.0.1:8080\nprimary: http://legacy.test\ncandidate: http://localhost:8080\n',
    );
    const { stderr, exitCode } = await parallax(['check', '--config', join(folder, 'loop.yaml')]);
    expect(stderr).toMatch(
      /loop.yaml:3:12: candidate.url: this is the address of Parallax itself, see listen/,
    );
    expect(exitCode).toBe(2);
  });

  it('refuses a deployment that is Parallax itself under the name of this machine', async () => {
    const file = join(folder, 'named-loop.yaml');
    const urls = `primary: http://127.0.0.1:5000\ncandidate: http://${hostname()}:8080\n`;
    await writeFile(file, `listen: 0.0.0.0:8080\n${urls}`);
    const { stderr, exitCode } = await parallax(['check', '--config', file]);
    expect(stderr).toMatch(/named-loop.yaml:3:12: candidate.url: this is the address of Parallax/);
    expect(exitCode).toBe(2);
  });

  it('says what to give it', async () => {
    const { stderr, exitCode } = await parallax(['check']);
    expect(stderr).toBe("error: required option '--config <FILE>' not specified\n");
    expect(exitCode).toBe(2);
  });
});
