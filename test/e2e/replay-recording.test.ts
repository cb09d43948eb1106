import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { parallax, spawnParallax } from '../cli/parallax-program.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import { reportSchema } from '../../src/report/facts.ts';
import { startLive } from '../support/live-plane.ts';
import { until } from '../support/until.ts';
import { writeRecording } from '../support/write-recording.ts';

const database = ':memory:';
const requests = 240;
let folder: string;
let recording: string;
let config: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-replay-'));
  recording = join(folder, 'conduit');
  config = join(folder, 'parallax.yaml');
  writeFileSync(
    config,
    'compare:\n  ignore: ["$..latencyMs"]\n  headers: {compare: [etag, location, set-cookie, content-type]}\n' +
      'gate:\n  defaults: {mismatchBudget: 0.05, errorBudget: 0.05, routeExchangesMin: 1}\n',
  );
  const primary = await serve({
    port: 0,
    database,
    seed: 'one',
    ids: 'integer',
    flavour: direct,
  });
  const live = await startLive(primary.url, {
    mirror: { methods: 'all' },
    candidate: { url: 'http://127.0.0.1:9', ownState: true },
  });
  await driveMembers({ url: `http://127.0.0.1:${live.port}`, requests, clients: 8 });
  await until(() => live.exchanges.length >= requests);
  await live.drain(1_000);
  await primary.close();
  writeRecording(recording, live.exchanges);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The failures that a parser of JUnit's format finds. */
function failuresIn(
  xml: string,
): readonly { readonly message: string; readonly command: string }[] {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => lists.has(name) });
  const { testsuites } = parser.parse(xml) as { testsuites: { testsuite: readonly Suite[] } };
  return testsuites.testsuite
    .flatMap(({ testcase = [] }) => testcase)
    .flatMap(({ failure = [] }) => failure)
    .map((failure) => ({ message: failure['@_message'], command: failure['#text'] }));
}

const lists: ReadonlySet<string> = new Set(['testsuite', 'testcase', 'failure']);

interface Suite {
  readonly testcase?: readonly { readonly failure?: readonly Failure[] }[];
}

interface Failure {
  readonly '@_message': string;
  readonly '#text': string;
}

/** Plays the recording against a gateway with a database of its own and other ids. */
async function replay(bugs: readonly MigrationBug[], args: readonly string[] = []) {
  const candidate = await serve({
    port: 0,
    database,
    seed: 'other',
    ids: 'uuid',
    flavour: repository(...bugs),
  });
  const given = ['--candidate', candidate.url, '--config', config, '--methods', 'all', ...args];
  const ended = await parallax(['replay', recording, ...given]);
  await candidate.close();
  return ended;
}

describe('a recording of clients with logins and writes, replayed against another database,', () => {
  it('matches if the candidate is the same', async () => {
    const { stdout, exitCode } = await replay([]);
    expect(stdout).toMatch(/mismatches +pass +0 of 240/);
    expect(stdout).toMatch(/^\(all\) +coverage +pass +240 of 240/m);
    expect(stdout).toMatch(/^\(all\) +latency +not judged$/m);
    expect(stdout).toContain('Not judged: latency');
    expect(exitCode).toBe(0);
  });

  it('shows a planted bug, and the report has the command that shows it', async () => {
    const output = join(folder, 'report.xml');
    const { stdout, exitCode } = await replay(
      ['missing-log-field'],
      ['--report', 'junit', '--output', output],
    );
    expect(stdout).toMatch(/differences? (?:is|are) open: GET \/api\/request-logs/);
    // A few seconds of traffic are too little for a failure, whatever share of it differs.
    expect(exitCode).toBe(2);
    const xml = readFileSync(output, 'utf8');
    const findings = failuresIn(xml).filter(({ message }) => message.includes('finishReason'));
    expect(findings).not.toEqual([]);
    for (const { command } of findings) expect(command).toContain(`parallax replay ${recording}`);
    expect(xml).not.toContain('checklist');
  });

  it('with --primary is sent to both deployments, and only a planted bug differs', async () => {
    const primary = await serve({
      port: 0,
      database,
      seed: 'new',
      ids: 'integer',
      flavour: direct,
    });
    onTestFinished(() => primary.close());
    const output = join(folder, 'both.json');
    const args = ['--primary', primary.url, '--report', 'json', '--output', output];
    const { stdout, exitCode } = await replay(['missing-log-field'], args);
    expect(stdout).toMatch(/^\(all\) +coverage +pass +240 of 240/m);
    const { deployments } = reportSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
    const findings = deployments.flatMap((one) => one.findings.map(({ field }) => field));
    expect(findings).toContainEqual(expect.stringContaining('finishReason'));
    expect(findings.filter((field) => !field.includes('finishReason'))).toEqual([]);
    expect(exitCode).toBe(2);
  });

  it('ends on SIGINT with exit code 130', async () => {
    const args = ['--candidate', 'http://127.0.0.1:9', '--speed', '0.001'];
    const program = spawnParallax(['replay', recording, ...args], {});
    for await (const line of createInterface({ input: program.stderr })) {
      if (line.startsWith('Pages:')) break;
    }
    program.kill('SIGINT');
    const [exitCode] = (await once(program, 'close')) as [number | null];
    expect(exitCode).toBe(130);
  });
});
