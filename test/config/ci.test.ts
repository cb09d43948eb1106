import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { writeRecording } from '../support/write-recording.ts';

const ci = fileURLToPath(new URL('../../config/ci/', import.meta.url));
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const script = readFileSync(`${ci}replay.sh`, 'utf8');

const env = z.record(z.string(), z.string());

/** No package has the schema of composite actions: the part that is used here. */
const action = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      default: z.string().optional(),
      required: z.literal(true).optional(),
    }),
  ),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.array(
      z.union([
        z.strictObject({
          name: z.string(),
          if: z.string().optional(),
          shell: z.literal('sh'),
          env: env.optional(),
          run: z.string(),
        }),
        z.strictObject({
          name: z.string(),
          if: z.string().optional(),
          uses: z.string().regex(/^actions\/(?:up|down)load-artifact@v4$/),
          with: env,
        }),
      ]),
    ),
  }),
});

const gitlab = z.strictObject({
  '.parallax-replay': z.strictObject({
    variables: env,
    script: z.array(z.string()),
    after_script: z.array(z.string()),
    artifacts: z.strictObject({
      when: z.literal('always'),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string() }),
    }),
  }),
});

const { inputs, runs } = action.parse(parse(readFileSync(`${ci}action.yml`, 'utf8')));
const job = gitlab.parse(parse(readFileSync(`${ci}gitlab.yml`, 'utf8')))['.parallax-replay'];

function runOf(name: string): string {
  const step = runs.steps.find((one) => one.name === name);
  return step !== undefined && 'run' in step ? step.run : 'exit 99';
}

describe('config/ci', () => {
  it('has a GitHub action that uses all its declared inputs, and no others', () => {
    const text = JSON.stringify(runs);
    const used = new Set([...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name = '']) => name));
    expect([...used].sort()).toEqual(Object.keys(inputs).sort());
  });

  it('has a GitHub action whose inputs no shell evaluates', () => {
    const commands = runs.steps.flatMap((one) => ('run' in one ? [one.run] : []));
    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  it('sets only variables that the script reads', () => {
    const ofAction = runs.steps.flatMap((one) => ('env' in one ? Object.keys(one.env ?? {}) : []));
    const set = [...ofAction, ...Object.keys(job.variables)];
    expect(set.filter((name) => !script.includes(`\${${name}:`))).toEqual([]);
  });
});

describe('the steps of config/ci', () => {
  let folder: string;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parallax-ci-'));
    port = await freePort();
    const exchange = exchangesFrom();
    const head = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n');
    const response = { head, body: Buffer.from('{"stock":3}') };
    const traffic = Array.from({ length: 50 }, () => exchange({ target: '/items' }, { response }));
    writeRecording(join(folder, 'traffic'), traffic);
    writeFileSync(
      join(folder, 'parallax'),
      `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`,
    );
    chmodSync(join(folder, 'parallax'), 0o755);
    const answer = `r.setHeader('content-type','application/json');r.end('{"stock":'+process.argv[2]+'}')`;
    writeFileSync(
      join(folder, 'server.cjs'),
      `require('node:http').createServer((q,r)=>{${answer}}).listen(${port},'127.0.0.1')`,
    );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(step: string, more: Record<string, string> = {}) {
    const path = [folder, dirname(process.execPath), process.env['PATH']].join(delimiter);
    const place = {
      ...process.env,
      PATH: path,
      GITHUB_ACTION_PATH: ci,
      GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md'),
      RECORDINGS: 'traffic',
      CANDIDATE: `http://127.0.0.1:${port}`,
      ...more,
    };
    const program = spawn('sh', ['-ec', step], { cwd: folder, env: place, stdio: 'ignore' });
    const [code] = (await once(program, 'close')) as [number | null];
    return code;
  }

  it('start a candidate, report its differences in both formats, and stop it', async () => {
    const code = await run(runOf('replay'), { START: 'node server.cjs 4' });
    expect(code).toBe(1);
    await run(runOf('summary'));
    expect(readFileSync(join(folder, 'step-summary.md'), 'utf8')).toContain('$.stock');
    const xml = new XMLParser({ ignoreAttributes: false }).parse(
      readFileSync(join(folder, job.artifacts.reports.junit), 'utf8'),
    ) as { testsuites: unknown };
    expect(JSON.stringify(xml.testsuites)).toContain('$.stock differs in 50 exchanges');
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  });

  it('end with 64 if the candidate does not answer in time', async () => {
    expect(await run(runOf('replay'), { START: 'sleep 60', READY_SECONDS: '0' })).toBe(64);
  });

  it('end with 64 at once if the command that starts the candidate fails', async () => {
    expect(await run(runOf('replay'), { START: 'exit 1' })).toBe(64);
  });

  it('let an inconclusive replay pass only with ALLOW_INCONCLUSIVE', async () => {
    writeFileSync(join(folder, 'parallax'), '#!/bin/sh\nexit 2\n');
    const started = { START: 'node server.cjs 3' };
    expect(await run(runOf('replay'), started)).toBe(2);
    expect(await run(runOf('replay'), { ...started, ALLOW_INCONCLUSIVE: 'true' })).toBe(0);
  });

  it('give the key file and the header to the replay as they are, and the header to nothing else', async () => {
    writeFileSync(join(folder, 'parallax'), `#!/bin/sh\nprintf '%s\\n' "$@" > arguments\n`);
    const HEADER = `Authorization: Bearer $(touch evaluated) "'\`id\` *`;
    const START = 'printf "%s" "${HEADER-none}" > started; exec node server.cjs 3';
    expect(await run(runOf('replay'), { START, KEY_FILE: 'my key', HEADER })).toBe(0);
    const given = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
    expect(given[given.indexOf('--key-file') + 1]).toBe('my key');
    expect(given[given.indexOf('--header') + 1]).toBe(HEADER);
    expect(existsSync(join(folder, 'evaluated'))).toBe(false);
    expect(readFileSync(join(folder, 'started'), 'utf8')).toBe('none');
  });

  it('do not pass if the start fails and another program answers at the address', async () => {
    writeFileSync(join(folder, 'parallax'), '#!/bin/sh\nexit 0\n');
    const other = createServer((_, response) => response.end());
    const CANDIDATE = `http://127.0.0.1:${await listen(other)}`;
    onTestFinished(() => void other.close());
    expect(await run(runOf('replay'), { START: 'exit 1', CANDIDATE })).toBe(64);
    expect(await run(runOf('replay'), { START: 'exit 0', CANDIDATE })).toBe(0);
  });

  it('are the same on GitLab', () => {
    const [first = ''] = job.script;
    expect(first.endsWith('/replay.sh')).toBe(true);
    expect(spawnSync('sh', ['-n', `${ci}replay.sh`]).status).toBe(0);
    const shown = spawnSync('sh', ['-c', job.after_script.join('\n')], { cwd: folder });
    expect(shown.status).toBe(0);
    expect(existsSync(join(folder, job.artifacts.paths[0] ?? ''))).toBe(true);
  });
});
